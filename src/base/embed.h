// TOCSIN_EMBED: a file of the source tree inside the program, so that it needs no file of ours when it runs.
#pragma once

// Declares name_begin and name_end round the bytes of the file at `path`, a literal. At namespace level, once
// a program for each name; the build must rebuild the source when the file changes (OBJECT_DEPENDS).
#define TOCSIN_EMBED(name, path)                                                     \
  __asm__(".section .rodata\n.global " #name "_begin\n.global " #name "_end\n" #name \
          "_begin:\n.incbin \"" path "\"\n" #name "_end:\n.byte 0\n.previous\n");    \
  extern "C" const char name##_begin[];                                              \
  extern "C" const char name##_end[]
