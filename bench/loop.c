#include "bench/loop.h"

#include "base/random.h"
#include "diff/files.h"
#include "spec/emit.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool bench_loop_restores(const struct spec_param *param) {
    return param->is_array && param->role == SPEC_IN_OUT && !param->is_const;
}

size_t bench_loop_stride(const struct spec_kernel *kernel) {
    size_t words = kernel->param_count;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        words += bench_loop_restores(&kernel->params[i]) ? 2 : 0;
    return words > 0 ? words : 1;
}

static void emit_restores(const struct spec_kernel *kernel, FILE *out) {
    size_t word = kernel->param_count;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        if (!bench_loop_restores(&kernel->params[i]))
            continue;
        fprintf(out, "        memcpy(set[%u], set[%zu], (size_t)set[%zu]);\n", i, word, word + 1);
        word += 2;
    }
}

static void emit_call(const struct spec_kernel *kernel, FILE *out) {
    bool has_result = kernel->result.base != SPEC_VOID;
    fputs("        ", out);
    if (has_result)
        fprintf(out, "%s result = ", kernel->result.spelling);
    fputs("kernel(", out);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        fputs(i > 0 ? ", " : "", out);
        if (param->is_array)
            fprintf(out, "set[%u]", i);
        else
            fprintf(out, "*(const %s *)set[%u]", param->spelling, i);
    }
    fputs(");\n", out);
    // The compiler must believe that somebody reads what the call made.
    fputs(has_result ? "        __asm__ volatile(\"\" : : \"m\"(result) : \"memory\");\n"
                     : "        __asm__ volatile(\"\" : : : \"memory\");\n",
          out);
}

static void emit_function(const struct spec_kernel *kernel, const char *name, bool restores,
                          bool calls, FILE *out) {
    fprintf(out,
            "\nvoid %s(void (*function)(void), void *const *words, size_t stride,\n"
            "    size_t set_count, size_t first, uint64_t calls) {\n",
            name);
    if (calls) {
        fputs("    ", out);
        spec_emit_pointer(kernel, "kernel", out);
        fputs(" = (", out);
        spec_emit_pointer(kernel, "", out);
        fputs(")function;\n", out);
    }
    fputs("    void *const *end = words + stride * set_count;\n"
          "    void *const *set = words + stride * (first % set_count);\n"
          "    for (uint64_t i = 0; i < calls; i++) {\n",
          out);
    if (restores)
        emit_restores(kernel, out);
    if (calls)
        emit_call(kernel, out);
    else
        fputs("        __asm__ volatile(\"\" : : \"r\"(function) : \"memory\");\n", out);
    fputs("        set += stride;\n        if (set == end)\n            set = words;\n"
          "    }\n}\n",
          out);
}

void bench_loop_emit(const struct spec_kernel *kernel, FILE *out) {
    spec_emit_types(kernel, out);
    fputs("#include <string.h>\n", out);
    emit_function(kernel, "lockstep_loop", true, true, out);
    emit_function(kernel, "lockstep_restore", true, false, out);
    emit_function(kernel, "lockstep_call", false, true, out);
}

static const char *compiler_name(void) {
    const char *named = getenv("CC");
    return named != NULL && named[0] != '\0' && strchr(named, ' ') == NULL ? named : "cc";
}

/// Runs a program; what it prints goes to the file, or nowhere. Its exit status, −1 for none.
static int run_program(char *const *words, const char *output) {
    extern char **environ;
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    if (posix_spawnp(&pid, words[0], &actions, NULL, words, environ) == 0 &&
        waitpid(pid, &status, 0) == pid)
        status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    else
        status = -1;
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

static const char *read_text(struct base_pool *pool, const char *path) {
    struct base_diag ignored;
    char *text;
    size_t length;
    return base_read_file(pool, path, &text, &length, &ignored) ? text : "";
}

const char *bench_loop_compiler(struct base_pool *pool) {
    char path[] = "/tmp/lockstep-cc-XXXXXX";
    int file = mkstemp(path);
    char *words[] = {(char *)(uintptr_t)compiler_name(), "--version", NULL};
    if (file < 0)
        return "";
    close(file);
    const char *text = run_program(words, path) == 0 ? read_text(pool, path) : "";
    unlink(path);
    return base_pool_copy(pool, text, strcspn(text, "\n"));
}

static const char *cache_folder(const char *out, struct base_pool *pool, struct base_diag *diag) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const char *folder = NULL;
    if (cache != NULL && cache[0] == '/')
        folder = base_pool_format(pool, "%s/lockstep", cache);
    else if (home != NULL && home[0] == '/')
        folder = base_pool_format(pool, "%s/.cache/lockstep", home);
    if (folder != NULL && diff_folder_make(folder, diag) && access(folder, W_OK) == 0)
        return folder;
    folder = base_pool_format(pool, "%s/loops", out);
    return diff_folder_make(folder, diag) ? folder : NULL;
}

static bool compile(const char *source, const char *target, struct base_pool *pool,
                    struct base_diag *diag) {
    const char *partial = base_pool_format(pool, "%s.%ld", target, (long)getpid());
    const char *log = base_pool_format(pool, "%s.log", partial);
    char *words[] = {(char *)(uintptr_t)compiler_name(),
                     "-std=gnu17",
                     "-O2",
                     "-fPIC",
                     "-shared",
                     "-w",
                     "-falign-functions=64",
                     "-falign-loops=64",
                     "-o",
                     (char *)(uintptr_t)partial,
                     (char *)(uintptr_t)source,
                     NULL};
    int status = run_program(words, log);
    bool ok = status == 0 && rename(partial, target) == 0;
    if (!ok && status < 0)
        base_fail(diag, "cannot run %s, which compiles the timing loops; install a C compiler",
                  words[0]);
    else if (!ok)
        base_fail(diag, "%s does not compile %s: %.400s", words[0], source, read_text(pool, log));
    unlink(log);
    return ok;
}

bool bench_loop_build(const struct spec_kernel *kernel, const char *out, const char **path,
                      struct base_pool *pool, struct base_diag *diag) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    base_check(stream != NULL);
    bench_loop_emit(kernel, stream);
    fprintf(stream, "// %s\n", bench_loop_compiler(pool));
    fclose(stream);
    const char *folder = cache_folder(out, pool, diag);
    bool ok = folder != NULL;
    if (ok) {
        const char *stem = base_pool_format(pool, "%s/%s-%016" PRIx64, folder, kernel->name,
                                            base_random_hash(text, length));
        const char *source = base_pool_format(pool, "%s.c", stem);
        struct diff_file file;
        *path = base_pool_format(pool, "%s.so", stem);
        if (access(*path, R_OK) != 0) {
            ok = diff_file_open(&file, source, diag);
            if (ok) {
                fwrite(text, 1, length, file.stream);
                ok = diff_file_close(&file, diag) && compile(source, *path, pool, diag);
            }
        }
    }
    free(text);
    return ok;
}

bool bench_loop_open(struct bench_loops *loops, const char *path, struct base_diag *diag) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return base_fail(diag, "%s: cannot load the timing loop: %s", path, dlerror());
    void *call = dlsym(handle, "lockstep_loop"), *restore = dlsym(handle, "lockstep_restore");
    void *call_alone = dlsym(handle, "lockstep_call");
    if (call == NULL || restore == NULL || call_alone == NULL)
        return base_fail(diag, "%s: is no timing loop; delete it", path);
    // POSIX lets dlsym's object pointer stand for a function; C alone has no such conversion.
    memcpy(&loops->call, &call, sizeof call);
    memcpy(&loops->restore, &restore, sizeof restore);
    memcpy(&loops->call_alone, &call_alone, sizeof call_alone);
    return true;
}
