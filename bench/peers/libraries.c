#include "bench/peers/libraries.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

struct source {
    const char *files[4]; ///< the first that opens counts; with a slash: in the folder of the build
    const char *purpose;
};

struct library {
    void *handle;
    char path[1024];
};

static const struct source sources[PEERS_LIBRARIES] = {
    [PEERS_KERNELS] = {{"/liboptimized-v4.so", "/liboptimized-v3.so", "/liboptimized-baseline.so",
                        "/liboptimized-neon.so"},
                       "the kernels"},
    [PEERS_REFERENCE] = {{"/libreference.so"}, "the references"},
    [PEERS_GCC] = {{"/libpeers-gcc.so"}, "plain loops by gcc"},
    [PEERS_CLANG] = {{"/libpeers-clang.so"}, "plain loops by clang"},
    [PEERS_OPENBLAS] = {{"libopenblas.so.0"}, "OpenBLAS"},
    [PEERS_BLIS] = {{"libblis.so.4"}, "BLIS"},
    [PEERS_FAISS] = {{"/libpeers-faiss.so"}, "FAISS"},
    [PEERS_LIBMVEC] = {{"libmvec.so.1"}, "libmvec"},
    [PEERS_SLEEF] = {{"libsleef.so.3"}, "SLEEF"},
    [PEERS_GRAPHBLAS] = {{"libgraphblas.so.7"}, "SuiteSparse:GraphBLAS"},
    [PEERS_JEMALLOC] = {{"libjemalloc.so.2"}, "jemalloc"},
    [PEERS_MIMALLOC] = {{"libmimalloc.so.2"}, "mimalloc"},
};

static struct library libraries[PEERS_LIBRARIES];

static void open_one(struct library *library, const struct source *source, const char *folder) {
    char path[1024], reason[512] = "";
    for (size_t i = 0; i < 4 && source->files[i] != NULL; i++) {
        bool is_built = source->files[i][0] == '/';
        snprintf(path, sizeof path, "%s%s", is_built ? folder : "", source->files[i]);
        library->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        if (library->handle == NULL) {
            snprintf(reason, sizeof reason, "%s", dlerror());
            continue;
        }
        struct link_map *map = NULL;
        dlinfo(library->handle, RTLD_DI_LINKMAP, &map);
        snprintf(library->path, sizeof library->path, "%s", map != NULL ? map->l_name : path);
        return;
    }
    fprintf(stderr, "peers: without %s: %s\n", source->purpose, reason);
}

bool peers_open(const char *folder) {
    for (size_t i = 0; i < PEERS_LIBRARIES; i++)
        open_one(&libraries[i], &sources[i], folder);
    return libraries[PEERS_KERNELS].handle != NULL && libraries[PEERS_REFERENCE].handle != NULL;
}

const char *peers_library_path(enum peers_library library) {
    return libraries[library].handle != NULL ? libraries[library].path : NULL;
}

void *peers_object(enum peers_library library, const char *name) {
    return libraries[library].handle != NULL ? dlsym(libraries[library].handle, name) : NULL;
}

peers_function peers_find(enum peers_library library, const char *name) {
    void *address = peers_object(library, name);
    peers_function function = NULL;
    // POSIX guarantees what ISO C does not: an address from dlsym is a function's.
    memcpy(&function, &address, sizeof function);
    return function;
}
