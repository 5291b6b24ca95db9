// Faults on purpose: an allocation that fails at the n-th call, a device that is lost at the n-th. A walk
// makes n larger until nothing fails any more, as SQLite's tests do.
#pragma once
#include <cstdint>
#include <memory>

#include "compute/backend.h"

namespace faults {

enum class Where : uint8_t { here, elsewhere };  // the calling thread, or all the others

// The JSON library's destructor allocates 16 bytes for each value of an object, and where it cannot the program
// ends: no walk over JSON counts smaller allocations than this, which is of more values than there are settings.
// The memory budget keeps more than that free.
inline constexpr size_t beyond_json = 4096;  // bytes

// The n-th operator new from now on, of those of so many bytes, throws bad_alloc, once; 0: none does.
void fail_allocation(uint64_t n, Where = Where::here, size_t at_least = 0);
bool allocation_failed();  // since then

// A device that is lost at the n-th call of its backend, and stays so. The countdown goes on over the
// backends that are made one after the other: below 1 nothing is lost any more.
struct Countdown {
  int64_t left = 0;
  bool lost = false;
};
std::unique_ptr<hourglass::Backend> losing(std::unique_ptr<hourglass::Backend>,
                                           std::shared_ptr<Countdown>);

// act() with the first, second, … allocation failing, check(whether it was thrown) after each, until
// none failed. How many did.
template <class Act, class Check>
uint64_t walk_allocations(Act act, Check check, size_t at_least = 0) {
  for (uint64_t n = 1;; ++n) {
    bool thrown = false;
    fail_allocation(n, Where::here, at_least);
    try {
      act();
    } catch (const std::exception&) {
      thrown = true;
    }
    const bool failed = allocation_failed();
    fail_allocation(0);
    check(thrown);
    if (!failed) return n - 1;
  }
}

}  // namespace faults
