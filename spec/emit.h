/// Generated C: types, prototypes, and the proof that the compiler reads a header as we do.
#ifndef LOCKSTEP_SPEC_EMIT_H
#define LOCKSTEP_SPEC_EMIT_H

#include "spec/kernel.h"

#include <stdio.h>

/// The declarations that a kernel's prototype needs, self-contained: standard includes, then its
/// structs and enums. For files that must compile without the user's header.
void spec_emit_types(const struct spec_kernel *kernel, FILE *out);

/// A declarator of the function pointer type of the kernel: `float (*NAME)(size_t, const float *)`.
void spec_emit_pointer(const struct spec_kernel *kernel, const char *name, FILE *out);

/// The same for a companion (NAME_magnitude, NAME_oracle): every floating result, returned or
/// written, is `double`, or `long double` where the kernel's is `double`.
void spec_emit_companion_pointer(const struct spec_kernel *kernel, const char *name, FILE *out);

/// A translation unit that includes the header itself and holds, for each kernel,
/// `_Static_assert(_Generic(&kernel, TYPE: 1, default: 0), …)`, and for each struct its size and
/// the offset of each field: it compiles only where the compiler reads the header as we do.
void spec_emit_assertions(const struct spec_header *header, const char *include_path, FILE *out);

#endif
