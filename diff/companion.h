/// Companions: NAME_magnitude and NAME_oracle of the reference library.
///
/// They have the kernel's parameters, but every floating result, returned or written, is `double`
/// (`long double` where the kernel's is `double`); an in,out array arrives widened.
#ifndef LOCKSTEP_DIFF_COMPANION_H
#define LOCKSTEP_DIFF_COMPANION_H

#include "diff/call.h"

struct diff_companion {
    const struct spec_kernel *kernel;
    struct diff_call *call;
    diff_function function;           ///< NULL where the library has no such companion
    uint8_t *arrays[SPEC_PARAMS_MAX]; ///< widened storage of the results; NULL for const arrays
    uint8_t *result;
};

/// Looks up KERNEL_SUFFIX ("magnitude", "oracle"). No companion is no error; one for a kernel whose
/// results are structs of floats is, since no type could hold its widened results.
bool diff_companion_prepare(struct diff_companion *companion, const struct spec_kernel *kernel,
                            const struct diff_library *library, const char *suffix,
                            struct base_pool *pool, struct base_diag *diag);

/// Calls it on a case. `arrays` are the kernel's const inputs; in,out inputs come from the case.
void diff_companion_call(struct diff_companion *companion, const struct corpus_case *one,
                         uint8_t *const *arrays);

/// A floating result of the last call: of `param` (DIFF_RETURN for the return value).
long double diff_companion_value(const struct diff_companion *companion, uint32_t param,
                                 uint64_t element);

#endif
