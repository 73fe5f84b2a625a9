/// Printing what was understood of a contract, and C that makes the compiler confirm it.
#ifndef LOCKSTEP_SPEC_SHOW_H
#define LOCKSTEP_SPEC_SHOW_H

#include "spec/kernel.h"

#include <stdio.h>

/// `lockstep show`: roles, extents, domains, comparison, bench points, gate, memory bound.
void spec_show(const struct spec_kernel *kernel, FILE *out);

#endif
