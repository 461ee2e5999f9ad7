#!/usr/bin/perl
# Reads a mail from standard input with MIME::Tools and prints what it found as JSON.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode);
use JSON::PP;
use MIME::Parser;

binmode STDIN;
my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->tmp_to_core(1);
my $mail = $parser->parse(\*STDIN);

sub header {
    my $value = $mail->head->get($_[0]) // return undef;
    $value =~ s/\r?\n(?=[ \t])//g;
    $value =~ s/\r?\n\z//;
    return decode('MIME-Header', $value);
}

sub leaves {
    my ($part) = @_;
    return map { leaves($_) } $part->parts if $part->parts;
    my $body = $part->bodyhandle ? $part->bodyhandle->as_string : '';
    (my $unix = $body) =~ s/\r\n/\n/g;
    my $id = $part->head->get('Content-ID') // '';
    $id =~ s/[\s<>]//g;
    # MIME::Tools hands an RFC 2231 value on as encoded words.
    my $name = $part->head->mime_attr('content-disposition.filename');
    return {
        type => $part->effective_type,
        name => defined $name ? decode('MIME-Header', $name) : '',
        content_id => $id,
        sha256 => sha256_hex($part->effective_type =~ m{^text/} ? $unix : $body),
    };
}

print JSON::PP->new->utf8->canonical->encode({
    (map { $_ => header($_) } qw(Subject From To Message-ID Date List-Id Auto-Submitted)),
    parts => [leaves($mail)],
});
