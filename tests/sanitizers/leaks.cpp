// What LeakSanitizer counts: every leak of ours, nothing that a driver keeps. A Vulkan loader unloads drivers,
// and with a driver goes what its memory hangs on: then that counts as lost, under no name to excuse it by. So
// in this build nothing is unloaded, and what is excused still has its module's name.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sanitizer/lsan_interface.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>

extern "C" {

int dlclose(void*) { return 0; }

// The loader and the drivers: libvulkan.so.1, libvulkan_lvp.so, libnvidia-glcore.so.…, amdvlk64.so.
const char* __lsan_default_suppressions() { return "leak:libvulkan\nleak:nvidia\nleak:amdvlk\n"; }

}  // extern "C"

namespace {

// Whether LeakSanitizer finds something after `body`: in a process of its own, so that this one stays clean.
template <class Body>
bool leaks_after(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    body();
    _exit(__lsan_do_recoverable_leak_check() != 0 ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status) != 0;
}

// Many, because the stack may still hold the address of one.
[[gnu::noinline]] void leak() {
  for (int i = 0; i < 24; ++i) {
    void* volatile lost = std::malloc(128);
    static_cast<void>(lost);
    lost = nullptr;
  }
}

}  // namespace

TEST_CASE("a leak of ours is found, and without one nothing is") {
  CHECK(leaks_after(leak));
  CHECK_FALSE(leaks_after([] {}));
}

TEST_CASE("what an unloaded driver leaves is not counted") {
  for (const char* function :
       {"keep", "lose"}) {  // behind a pointer of the driver's, and behind none
    CAPTURE(function);
    CHECK_FALSE(leaks_after([&] {
      void* const driver = dlopen(HOURGLASS_TEST_DRIVER, RTLD_NOW);
      if (!driver) _exit(2);
      reinterpret_cast<void (*)()>(dlsym(driver, function))();
      dlclose(driver);
    }));
  }
}

#endif
#endif
