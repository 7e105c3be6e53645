// The table of a family of kernels, from which the caller takes one by name: a new kernel needs no declaration.
#ifndef TESSERA_NAMED_H
#define TESSERA_NAMED_H

#include <stddef.h>
#include <string.h>

// Defines `find`, which returns the kernel of a name, NULL for an unknown one. The further arguments are the rows of
// the table: {"name", kernel}.
#define TESSERA_NAMED(type, find, ...) \
    static type find(const char *name) { \
        const struct { \
            const char *name; \
            type kernel; \
        } rows[] = {__VA_ARGS__}; \
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) { \
            if (strcmp(rows[i].name, name) == 0) return rows[i].kernel; \
        } \
        return NULL; \
    }

#endif
