/// Bytes that nobody may touch, told to AddressSanitizer where a build has it; nothing elsewhere.
#ifndef LOCKSTEP_BASE_POISON_H
#define LOCKSTEP_BASE_POISON_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BASE_HAS_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define BASE_HAS_ADDRESS_SANITIZER 1
#endif

#ifdef BASE_HAS_ADDRESS_SANITIZER

#include <sanitizer/asan_interface.h>

/// Bytes to leave between neighbours that share one block of memory: an access that strays less far
/// from one does not reach the next. 0 where nobody would notice.
enum { BASE_POISON_GAP_BYTES = 64 };

#define BASE_POISON(address, bytes)   __asan_poison_memory_region(address, bytes)
#define BASE_UNPOISON(address, bytes) __asan_unpoison_memory_region(address, bytes)

#else

enum { BASE_POISON_GAP_BYTES = 0 };

#define BASE_POISON(address, bytes)   ((void)(address), (void)(bytes))
#define BASE_UNPOISON(address, bytes) ((void)(address), (void)(bytes))

#endif

#endif
