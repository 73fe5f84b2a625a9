/// Printing what was understood of a contract, and C that makes the compiler confirm it.
#ifndef LOCKSTEP_SPEC_SHOW_H
#define LOCKSTEP_SPEC_SHOW_H

#include "spec/kernel.h"

#include <stdio.h>

/// `lockstep show`: roles, extents, domains, comparison, bench points, gate, memory bound.
void spec_show(const struct spec_kernel *kernel, FILE *out);

/// The contract as its header has it: the block of comment lines and the prototype below it.
const char *spec_contract_text(const struct spec_kernel *kernel, struct base_pool *pool);

#endif
