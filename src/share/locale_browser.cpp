// A locale that has no facets. std::format asks for a locale only where a form wants one (L), which none here does; but
// libc++'s brings along money, dates and wide characters, 100 KB in a page that is waited for. The linker puts these
// functions in the place of libc++'s (--wrap, web/CMakeLists.txt), as it does for decimals_browser.cpp. C++'s streams
// would fail by them, so what the page is made of reads and writes by <cstdio>.
#include <cstdlib>

extern "C" {
// A constructor gives back its object, as WebAssembly's C++ has it.
void* __wrap__ZNSt3__26localeC1Ev(void* locale) { return locale; }
void* __wrap__ZNSt3__26localeC1ERKS0_(void* locale, const void* /*other*/) { return locale; }
void* __wrap__ZNSt3__26localeD1Ev(void* locale) { return locale; }
const void* __wrap__ZNSt3__26localeaSERKS0_(const void* locale, const void* /*other*/) {
  return locale;
}
[[noreturn]] void* __wrap__ZNKSt3__26locale9use_facetERNS0_2idE(const void* /*locale*/,
                                                                void* /*id*/) {
  std::abort();
}
}
