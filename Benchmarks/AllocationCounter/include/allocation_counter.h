#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// The number of heap allocations of this process so far; linking this target replaces malloc by a counting one.
unsigned long allocation_count(void);

#endif
