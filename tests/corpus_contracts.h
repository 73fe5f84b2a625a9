/// Contracts that exercise every kind of domain, for the tests of the corpus.
#ifndef LOCKSTEP_TESTS_CORPUS_CONTRACTS_H
#define LOCKSTEP_TESTS_CORPUS_CONTRACTS_H

#include "corpus/generate.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const corpus_contracts[] = {
    "/// Dot product.\n"
    "/// @domain  n: 0..4096\n"
    "/// @domain  a, b: any\n"
    "/// @compare bits\n"
    "/// @bench   n: 64 768 1536\n"
    "float dot(size_t n, const float a[n], const float b[n]);\n",

    "/// Doubles.\n"
    "/// @domain  a: finite\n"
    "/// @domain  b: -1e300..1e300\n"
    "/// @compare bits\n"
    "double dot_wide(size_t n, const double a[n], const double b[n]);\n",

    "/// A scalar kernel.\n"
    "/// @domain  x: any\n"
    "/// @domain  y: 0.5..1\n"
    "/// @compare bits\n"
    "float power(float x, float y);\n",

    "/// Scalars that depend on one another.\n"
    "/// @domain  low: -1e3..1e3\n"
    "/// @domain  high: low..1e30\n"
    "/// @domain  k: 0..n\n"
    "/// @domain  values: low..high\n"
    "/// @compare bits\n"
    "/// @param[out] found\n"
    "int32_t between(size_t n, float values[n], float low, float high, uint32_t k, int64_t "
    "found[k]);"
    "\n",

    "/// A graph in rows.\n"
    "/// @domain  nodes: 0..300\n"
    "/// @domain  arcs: 0..2000\n"
    "/// @domain  offsets: partition(arcs)\n"
    "/// @domain  targets: 0..<nodes\n"
    "/// @domain  weights: 0..1\n"
    "/// @compare bits\n"
    "void spread_once(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],\n"
    "                 const uint32_t targets[arcs], const float weights[arcs], float "
    "heat[nodes]);\n",

    "/// Rows and columns.\n"
    "/// @domain  dim: 1..1024\n"
    "/// @domain  count: 0..200\n"
    "/// @domain  query, candidates: -1..1 | any\n"
    "/// @param[out] scores\n"
    "/// @compare bits\n"
    "/// @bench   dim: 384 768, count: 100\n"
    "void batch(size_t dim, size_t count, const float query[dim], const float candidates[count * "
    "dim],\n"
    "           float scores[count]);\n",

    "/// Structs, with padding and an array field.\n"
    "struct inner { int8_t small; double wide; };\n"
    "struct particle { float pos[3]; uint8_t kind; struct inner inner; uint16_t id; };\n"
    "/// Moves.\n"
    "/// @array   p[n]\n"
    "/// @domain  p.pos: -100..100 | nan\n"
    "/// @domain  p.kind: 0..3\n"
    "/// @domain  p.inner.wide: normal | zero\n"
    "/// @domain  p.id: 0..60000 unique\n"
    "/// @domain  n: 0..200\n"
    "/// @compare bits\n"
    "void move(struct particle *p, size_t n, struct inner gravity);\n",

    "/// Orders.\n"
    "/// @domain  n: 0..500\n"
    "/// @domain  order: permutation\n"
    "/// @domain  keys: any sorted\n"
    "/// @domain  ids: 0..<300 unique\n"
    "/// @domain  levels: finite sorted unique\n"
    "/// @domain  bytes: 0 | 0x80..0xbf | 255\n"
    "/// @domain  shorts: -5..5 sorted\n"
    "/// @compare bits\n"
    "size_t orders(size_t n, const uint32_t order[n], const float keys[n], const int64_t ids[n],\n"
    "            const double levels[n], const uint8_t bytes[n], const int16_t shorts[n]);\n",

    "/// Classes of floats.\n"
    "/// @domain  n: 0..64 | 1000..1024\n"
    "/// @domain  a: subnormal\n"
    "/// @domain  b: inf | zero\n"
    "/// @domain  c: nan\n"
    "/// @domain  d: normal\n"
    "/// @domain  e: finite | nan\n"
    "/// @domain  f: 0x1p-140..0x1p-130\n"
    "/// @compare bits\n"
    "size_t classes(uint16_t n, const float a[n], const double b[n], const float c[n], const "
    "double d[n],\n"
    "             const float e[n], const float f[n]);\n",

    "/// Integers of every width, and a flag.\n"
    "enum mode { SLOW = 3, FAST = 7, BEST = -2 };\n"
    "/// Integers.\n"
    "/// @domain  b: -7..100\n"
    "/// @align   d: 32\n"
    "/// @compare bits\n"
    "uint64_t integers(bool flag, enum mode mode, int8_t a, int16_t b, int64_t c, uint64_t seed,\n"
    "                  uint32_t n, const int64_t d[2 * n], const bool f[n], const uint64_t "
    "g[8]);\n",
};

enum { CORPUS_CONTRACTS = sizeof corpus_contracts / sizeof *corpus_contracts };

static inline const struct spec_kernel *contract_parse(struct base_pool *pool, const char *text) {
    const struct spec_header *header;
    struct base_diag diag;
    bool ok = spec_parse(pool, "contract.h", text, strlen(text), &header, &diag);
    cr_assert(ok, "%s", ok ? "" : diag.text);
    return &header->kernels[0];
}

static inline struct corpus_generator *contract_generator(const struct spec_kernel *kernel,
                                                          uint64_t seed) {
    struct corpus_generator *generator;
    struct base_diag diag;
    bool ok = corpus_generator_create(&generator, kernel, seed, NULL, NULL, &diag);
    cr_assert(ok, "%s", ok ? "" : diag.text);
    return generator;
}

static inline void contract_draw(const struct corpus_generator *generator, uint64_t index,
                                 struct corpus_case *one) {
    corpus_draw_shape(generator, index, one);
    corpus_draw_elements(generator, index, one);
}

#endif
