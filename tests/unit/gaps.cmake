# What a message is made of, and what it says of what is missing.
tiendo_test(composition_test composition_test.c LINKS tiendo_notifier_parts digest_sample)
tiendo_test(composition_fonts_test composition_fonts_test.c
    LINKS tiendo_notifier_parts digest_sample)
tiendo_test(digest_gap_test digest_gap_test.c LINKS tiendo_notifier_parts)
tiendo_test(draft_note_test draft_note_test.c LINKS tiendo_notifier_parts)
