#include "diff/repro_parts.h"

/// How a reproducer shows one kind of leak: what it notes before a call and checks after it.
struct leak_text {
    const char *include;
    bool is_x86; ///< the kind does not exist on AArch64
    const char *functions;
};

static const char *const float_control =
    "static uint32_t read_float_control(void) {\n"
    "#if defined(__x86_64__)\n"
    "    return __builtin_ia32_stmxcsr() & 0xffc0; // without the flags of past exceptions\n"
    "#else\n"
    "    uint64_t state;\n"
    "    __asm__ volatile(\"mrs %0, fpcr\" : \"=r\"(state));\n"
    "    return (uint32_t)state;\n"
    "#endif\n"
    "}\n"
    "\n"
    "static uint32_t float_control;\n"
    "\n"
    "static void note_state(void) {\n"
    "    float_control = read_float_control();\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    uint32_t after = read_float_control();\n"
    "#if defined(__x86_64__)\n"
    "    __builtin_ia32_ldmxcsr(float_control);\n"
    "#else\n"
    "    __asm__ volatile(\"msr fpcr, %0\" : : \"r\"((uint64_t)float_control));\n"
    "#endif\n"
    "    if (after != float_control)\n"
    "        snprintf(leak, sizeof leak,\n"
    "                 \"floating-point control bits: 0x%04x before the call, 0x%04x after it\",\n"
    "                 float_control, after);\n"
    "}\n";

static const char *const x87_control =
    "static uint16_t x87_control;\n"
    "\n"
    "static void note_state(void) {\n"
    "    __asm__ volatile(\"fnstcw %0\" : \"=m\"(x87_control));\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    uint16_t after;\n"
    "    __asm__ volatile(\"fnstcw %0\\n\\tfldcw %1\" : \"=&m\"(after) : \"m\"(x87_control));\n"
    "    if (after != x87_control)\n"
    "        snprintf(leak, sizeof leak,\n"
    "                 \"the x87 control word: 0x%04x before the call, 0x%04x after it\",\n"
    "                 x87_control, after);\n"
    "}\n";

static const char *const x87_stack =
    "static void note_state(void) {\n"
    "    __asm__ volatile(\"emms\"); // empties the x87 stack, which MMX code occupies\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    struct {\n"
    "        uint16_t control, unused_0, status, unused_1, tags, unused_2[9];\n"
    "    } environment;\n"
    "    int values = 0;\n"
    "    __asm__ volatile(\"fnstenv %0\\n\\tfldenv %0\\n\\temms\" : \"=m\"(environment));\n"
    "    for (int i = 0; i < 8; i++)\n"
    "        values += (environment.tags >> 2 * i & 3) != 3; // 3: empty\n"
    "    if (values > 0)\n"
    "        snprintf(leak, sizeof leak,\n"
    "                 \"the x87 stack: values in %d of its 8 registers (emms is missing)\", "
    "values);\n"
    "}\n";

static const char *const direction =
    "static void note_state(void) {\n"
    "    __asm__ volatile(\"cld\");\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    int is_set = (__builtin_ia32_readeflags_u64() & 1 << 10) != 0;\n"
    "    __asm__ volatile(\"cld\");\n"
    "    if (is_set)\n"
    "        snprintf(leak, sizeof leak, \"the direction flag: it is set (cld is missing)\");\n"
    "}\n";

static const char *const upper =
    "// Only some processors tell which registers hold something (XGETBV with ECX = 1).\n"
    "__attribute__((constructor)) static void require_xgetbv(void) {\n"
    "    uint32_t a = 0, b, c = 0, d, has_xsave_and_avx = 3u << 27;\n"
    "    __get_cpuid(1, &a, &b, &c, &d);\n"
    "    if ((c & has_xsave_and_avx) == has_xsave_and_avx && __get_cpuid_count(13, 1, &a, &b, &c, "
    "&d) &&\n"
    "        (a & 1u << 2) != 0)\n"
    "        return;\n"
    "    fprintf(stderr, \"error: this processor does not tell which registers are in use\\n\");\n"
    "    exit(2);\n"
    "}\n"
    "\n"
    "static void note_state(void) {\n"
    "    __asm__ volatile(\"vzeroupper\");\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    uint32_t in_use, high, ymm_halves = 1 << 2, zmm_halves = 1 << 6;\n"
    "    __asm__ volatile(\"xgetbv\\n\\tvzeroupper\" : \"=a\"(in_use), \"=d\"(high) : \"c\"(1));\n"
    "    if ((in_use & (ymm_halves | zmm_halves)) != 0)\n"
    "        snprintf(leak, sizeof leak,\n"
    "                 \"upper halves of vector registers: not clean (vzeroupper is missing)\");\n"
    "}\n";

static const char *const signal_handler =
    "enum { REPRO_SIGNALS = 31 };\n"
    "static void (*handlers[REPRO_SIGNALS + 1])(int);\n"
    "\n"
    "static void (*find_handler(int number))(int) {\n"
    "    struct sigaction action;\n"
    "    return sigaction(number, NULL, &action) == 0 ? action.sa_handler : SIG_DFL;\n"
    "}\n"
    "\n"
    "static void note_state(void) {\n"
    "    for (int i = 1; i <= REPRO_SIGNALS; i++)\n"
    "        handlers[i] = find_handler(i);\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    for (int i = 1; i <= REPRO_SIGNALS; i++)\n"
    "        if (find_handler(i) != handlers[i])\n"
    "            snprintf(leak, sizeof leak, \"the handler of SIG%s\", sigabbrev_np(i));\n"
    "}\n";

static const char *const folder = "static char folder[4096];\n"
                                  "\n"
                                  "static void note_state(void) {\n"
                                  "    if (getcwd(folder, sizeof folder) == NULL)\n"
                                  "        folder[0] = '\\0';\n"
                                  "}\n"
                                  "\n"
                                  "static void check_state(void) {\n"
                                  "    static char after[sizeof folder];\n"
                                  "    if (getcwd(after, sizeof after) == NULL)\n"
                                  "        after[0] = '\\0';\n"
                                  "    if (strcmp(folder, after) != 0)\n"
                                  "        snprintf(leak, sizeof leak,\n"
                                  "                 \"the working folder: %.60s before the call, "
                                  "%.60s after it\", folder, after);\n"
                                  "}\n";

static const char *const locale =
    "static char locale[256];\n"
    "\n"
    "static void note_state(void) {\n"
    "    snprintf(locale, sizeof locale, \"%s\", setlocale(LC_ALL, NULL));\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    const char *after = setlocale(LC_ALL, NULL);\n"
    "    if (strncmp(locale, after, sizeof locale - 1) != 0)\n"
    "        snprintf(leak, sizeof leak, \"the locale: %.60s before the call, %.60s after it\",\n"
    "                 locale, after);\n"
    "}\n";

static const char *const descriptor =
    "static int descriptor_flags[3];\n"
    "\n"
    "static void note_state(void) {\n"
    "    for (int i = 0; i < 3; i++)\n"
    "        descriptor_flags[i] = fcntl(i, F_GETFD);\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    for (int i = 0; i < 3; i++) {\n"
    "        int after = fcntl(i, F_GETFD);\n"
    "        if (after != descriptor_flags[i])\n"
    "            snprintf(leak, sizeof leak, \"file descriptor %d: %s\", i,\n"
    "                     after < 0 ? \"it is closed\" : \"other flags\");\n"
    "    }\n"
    "}\n";

static const char *const threads =
    "static int count_threads(void) {\n"
    "    struct stat status;\n"
    "    return stat(\"/proc/self/task\", &status) == 0 ? (int)status.st_nlink - 2 : 1;\n"
    "}\n"
    "\n"
    "static int threads;\n"
    "\n"
    "static void note_state(void) {\n"
    "    threads = count_threads();\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    // A thread that was joined may be on its way out of the kernel's tables.\n"
    "    for (int i = 0; i < 100 && count_threads() > threads; i++)\n"
    "        usleep(1000);\n"
    "    if (count_threads() > threads)\n"
    "        snprintf(leak, sizeof leak, \"the threads: %d before the call, %d after it\",\n"
    "                 threads, count_threads());\n"
    "}\n";

static const char *const processes =
    "static pid_t caller;\n"
    "\n"
    "static void note_state(void) {\n"
    "    caller = getpid();\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    siginfo_t child;\n"
    "    if (getpid() != caller)\n"
    "        _exit(0); // the second return\n"
    "    if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0)\n"
    "        snprintf(leak, sizeof leak, \"the processes: a child is left\");\n"
    "}\n";

static struct leak_text text_of(enum diff_kind kind) {
    switch (kind) {
    case DIFF_KIND_LEAK_FLOAT_CONTROL:
        return (struct leak_text){"", false, float_control};
    case DIFF_KIND_LEAK_X87_CONTROL:
        return (struct leak_text){"", true, x87_control};
    case DIFF_KIND_LEAK_X87_STACK:
        return (struct leak_text){"", true, x87_stack};
    case DIFF_KIND_LEAK_DIRECTION:
        return (struct leak_text){"", true, direction};
    case DIFF_KIND_LEAK_UPPER:
        return (struct leak_text){"#include <cpuid.h>\n", true, upper};
    case DIFF_KIND_LEAK_SIGNAL_HANDLER:
        return (struct leak_text){"", false, signal_handler};
    case DIFF_KIND_LEAK_FOLDER:
        return (struct leak_text){"", false, folder};
    case DIFF_KIND_LEAK_LOCALE:
        return (struct leak_text){"#include <locale.h>\n", false, locale};
    case DIFF_KIND_LEAK_DESCRIPTOR:
        return (struct leak_text){"#include <fcntl.h>\n", false, descriptor};
    case DIFF_KIND_LEAK_THREAD:
        return (struct leak_text){"#include <sys/stat.h>\n", false, threads};
    case DIFF_KIND_LEAK_PROCESS:
        return (struct leak_text){"#include <sys/wait.h>\n", false, processes};
    default: // watched by the trampoline, or no leak
        return (struct leak_text){"", false, ""};
    }
}

bool diff_repro_is_leak(enum diff_kind kind) {
    return kind >= DIFF_KIND_LEAK_REGISTER && kind <= DIFF_KIND_LEAK_PROCESS;
}

const char *diff_repro_leak_include(enum diff_kind kind) {
    return text_of(kind).include;
}

void diff_repro_write_leak(const struct diff_repro *repro) {
    struct leak_text text = text_of(repro->outcome->kind);
    if ((repro->needs & DIFF_REPRO_LEAK) == 0)
        return;
    if (text.is_x86)
        fputs(
            "\n#if !defined(__x86_64__)\n#error \"this failure exists on x86-64 alone\"\n#endif\n",
            repro->out);
    fputs("\n// What a call left changed, in words.\nstatic char leak[256];\n\n", repro->out);
    if (diff_repro_has_trampoline(repro))
        diff_repro_write_trampoline(repro);
    else
        fputs(text.functions, repro->out);
}
