#include "base/command.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERBS_MAX = 32 };

typedef struct common {
    bool help, version;
    const char *lang;
} common;

const char *command_get(const command *cmd, const char *name)
{
    const command_option *o = cmd->verb->options;
    for (size_t i = 0; o && o[i].name; i++)
        if (strcmp(o[i].name, name) == 0)
            return cmd->values[i];
    return NULL;
}

bool command_has(const command *cmd, const char *name)
{
    return command_get(cmd, name) != NULL;
}

/* How many words of ARGV the verb V takes: 0 when it is another. */
static int words_matched(const command_verb *v, int argc, char **argv)
{
    const char *name = v->name;
    for (int i = 0; i < argc; i++) {
        size_t n = strcspn(name, " ");
        if (strlen(argv[i]) != n || strncmp(name, argv[i], n) != 0)
            return 0;
        if (!name[n])
            return i + 1;
        name += n + 1;
    }
    return 0;
}

static error find_verb(command *cmd, int argc, char **argv, int *used)
{
    const char *names[VERBS_MAX];
    size_t n = 0;
    *used = 0;
    for (const command_verb *v = cmd->program->verbs; v->name; v++) {
        int words = words_matched(v, argc, argv);
        if (words > *used) { /* "ledger show" rather than "ledger" */
            cmd->verb = v;
            *used = words;
        }
        if (n < VERBS_MAX)
            names[n++] = v->name;
    }
    if (*used)
        return OK;
    const char *near = text_nearest(argv[0], names, n);
    if (near)
        return error_make(ERR_USAGE, _("không có lệnh \"%s\"; gần nhất là \"%s\""), argv[0], near);
    return error_make(ERR_USAGE, _("không có lệnh \"%s\"; xem %s --help"), argv[0],
                      cmd->program->name);
}

/* The value behind option NAME at argv[*i]: "--name=value" or the next word. */
static error take_value(const char *name, int argc, char **argv, int *i, const char **out)
{
    const char *equals = strchr(argv[*i], '=');
    if (equals && argv[*i][1] == '-') {
        *out = equals + 1;
        return OK;
    }
    if (*i + 1 >= argc)
        return error_make(ERR_USAGE, _("%s cần một giá trị"), name);
    *out = argv[++*i];
    return OK;
}

static bool is_option(const char *word, const char *name)
{
    size_t n = strlen(name);
    return strncmp(word, name, n) == 0 && (word[n] == '\0' || word[n] == '=');
}

static error choose_format(command *cmd, output_format format)
{
    if (cmd->format != FORMAT_TABLE && cmd->format != format)
        return error_make(ERR_USAGE, _("--json và --csv: chỉ chọn được một"));
    cmd->format = format;
    return OK;
}

static error take_common(command *cmd, common *all, int argc, char **argv, int *i, bool *taken)
{
    const char *word = argv[*i];
    *taken = true;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        all->help = true;
    else if (strcmp(word, "--version") == 0)
        all->version = true;
    else if (strcmp(word, "--json") == 0)
        return choose_format(cmd, FORMAT_JSON);
    else if (strcmp(word, "--csv") == 0)
        return choose_format(cmd, FORMAT_CSV);
    else if (strcmp(word, "-q") == 0 || strcmp(word, "--quiet") == 0)
        log_set_level(LOG_LEVEL_WARN);
    else if (strcmp(word, "-v") == 0 || strcmp(word, "--verbose") == 0)
        log_set_level(LOG_LEVEL_DEBUG);
    else if (strcmp(word, "-c") == 0 || is_option(word, "--config"))
        return take_value("--config", argc, argv, i, &cmd->config);
    else if (is_option(word, "--lang"))
        return take_value("--lang", argc, argv, i, &all->lang);
    else
        *taken = false;
    return OK;
}

static error take_own(command *cmd, int argc, char **argv, int *i)
{
    const command_option *o = cmd->verb ? cmd->verb->options : NULL;
    for (size_t k = 0; o && o[k].name; k++) {
        char flag[40];
        snprintf(flag, sizeof flag, "--%s", o[k].name);
        if (!is_option(argv[*i], flag))
            continue;
        if (o[k].value)
            return take_value(flag, argc, argv, i, &cmd->values[k]);
        cmd->values[k] = "";
        return OK;
    }
    return error_make(ERR_USAGE, _("không có tùy chọn \"%s\"; xem %s --help"), argv[*i],
                      cmd->program->name);
}

static error parse(command *cmd, common *all, int argc, char **argv)
{
    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        bool taken = false;
        if (!only_operands && strcmp(argv[i], "--") == 0) {
            only_operands = true;
            continue;
        }
        if (!only_operands)
            TRY(take_common(cmd, all, argc, argv, &i, &taken));
        if (taken)
            continue;
        int used = 0;
        if (!only_operands && argv[i][0] == '-' && argv[i][1]) {
            TRY(take_own(cmd, argc, argv, &i));
        } else if (!cmd->verb) {
            TRY(find_verb(cmd, argc - i, argv + i, &used));
            i += used - 1;
        } else if (cmd->operand_count < COMMAND_OPERANDS_MAX) {
            cmd->operands[cmd->operand_count++] = argv[i];
        } else {
            return error_make(ERR_USAGE, _("thừa đối số \"%s\""), argv[i]);
        }
    }
    return OK;
}

static error check_usage(const command *cmd)
{
    if (!cmd->verb)
        return error_make(ERR_USAGE, _("chưa có lệnh; xem %s --help"), cmd->program->name);
    if (cmd->operand_count < cmd->verb->operands_min)
        return error_make(ERR_USAGE, _("%s cần: %s"), cmd->verb->name, cmd->verb->operands);
    if (cmd->operand_count > cmd->verb->operands_max)
        return error_make(ERR_USAGE, _("thừa đối số \"%s\""),
                          cmd->operands[cmd->verb->operands_max]);
    /* Who redirects the output to a file would not see that it is no CSV. */
    if (cmd->format == FORMAT_CSV && !cmd->verb->lists)
        return error_make(ERR_USAGE, _("%s không in ra đúng một bảng nên không dùng được --csv"),
                          cmd->verb->name);
    return OK;
}

static void put_row(const char *left, const char *right)
{
    int width = text_width(left);
    printf("  %s%*s%s\n", left, width < 30 ? 32 - width : 2, "", right);
}

static void help_of_verb(const command_program *p, const command_verb *v)
{
    printf(_("Cách dùng: %s %s [tùy chọn]%s%s\n\n%s\n"), p->name, v->name, v->operands ? " " : "",
           v->operands ? v->operands : "", _(v->help));
    if (!v->options)
        return;
    printf(_("\nTùy chọn:\n"));
    for (const command_option *o = v->options; o->name; o++) {
        char left[80];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        put_row(left, _(o->help));
    }
}

static void help_of_program(const command_program *p)
{
    printf(_("%s: %s\n\nCách dùng: %s LỆNH [tùy chọn]\n\nLệnh:\n"), p->name, _(p->purpose),
           p->name);
    for (const command_verb *v = p->verbs; v->name; v++) {
        char left[80];
        snprintf(left, sizeof left, "%s%s%s", v->name, v->operands ? " " : "",
                 v->operands ? v->operands : "");
        put_row(left, _(v->help));
    }
}

static bool takes_csv(const command *cmd)
{
    if (cmd->verb)
        return cmd->verb->lists;
    for (const command_verb *v = cmd->program->verbs; v->name; v++)
        if (v->lists)
            return true;
    return false;
}

static void help(const command *cmd)
{
    if (cmd->verb)
        help_of_verb(cmd->program, cmd->verb);
    else
        help_of_program(cmd->program);
    printf(_("\nTùy chọn chung:\n"));
    char config[120];
    snprintf(config, sizeof config, _("tệp cấu hình (mặc định %s)"), cmd->program->default_config);
    put_row("-c, --config FILE", config);
    put_row("--json", _("in JSON thay cho bảng"));
    if (takes_csv(cmd))
        put_row("--csv", _("in CSV thay cho bảng, mở được bằng Excel"));
    put_row("--lang vi|en", _("ngôn ngữ hiển thị (mặc định: tiếng Việt)"));
    put_row("-q, --quiet / -v, --verbose", _("bớt / thêm nhật ký"));
    put_row("--help, --version", _("trợ giúp / phiên bản"));
    printf(_("\nMã thoát: 0 xong, 1 không xong, 2 dùng sai lệnh, 78 cấu hình sai.\n"));
}

static int finish(const command *cmd, error err)
{
    if (err.code)
        fprintf(stderr, "%s: %s\n", cmd->program->name, err.text);
    if (fflush(stdout) != 0 && !err.code) {
        fprintf(stderr, "%s: %s\n", cmd->program->name, _("không ghi được ra đầu ra chuẩn"));
        return 1;
    }
    return error_exit_status(err);
}

/* The language must be known before the first message, so it is looked for on its own. */
static const char *find_lang(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            return argv[i] + 7;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

/* A verb with more options than there is room for is a mistake in the program, found at its first
 * start. */
static void check_tables(const command_program *program)
{
    for (const command_verb *v = program->verbs; v->name; v++) {
        size_t n = 0;
        while (v->options && v->options[n].name)
            n++;
        if (n > COMMAND_OPTIONS_MAX || v->operands_max > COMMAND_OPERANDS_MAX)
            abort();
    }
}

int command_main(const command_program *program, int argc, char **argv)
{
    command cmd = {.program = program, .config = program->default_config};
    common all = {0};
    check_tables(program);
    i18n_init(find_lang(argc, argv));
    error err = parse(&cmd, &all, argc, argv);
    /* A listing that is cut short by "| head" ends quietly, as other tools do. */
    signal(SIGPIPE, cmd.verb && cmd.verb->lists ? SIG_DFL : SIG_IGN);
    if (!err.code && all.lang && strcmp(all.lang, "vi") != 0 && strcmp(all.lang, "en") != 0)
        err = error_make(ERR_USAGE, _("--lang %s: chỉ có vi và en"), all.lang);
    if (err.code)
        return finish(&cmd, err);
    if (all.version) {
        printf("%s %s\n", program->name, TIENDO_VERSION);
        return finish(&cmd, OK);
    }
    if (all.help || argc == 1) {
        help(&cmd);
        return finish(&cmd, argc == 1 ? (error){ERR_USAGE, _("chưa có lệnh")} : OK);
    }
    err = check_usage(&cmd);
    if (!err.code)
        err = clock_init();
    if (!err.code && cmd.verb)
        err = cmd.verb->run(&cmd);
    return finish(&cmd, err);
}
