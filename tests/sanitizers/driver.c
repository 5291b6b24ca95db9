/* A Vulkan driver as leaks.cpp needs one: it takes memory and gives none back. */
#include <stdlib.h>

static void* kept[24];

void keep(void) {
  for (int i = 0; i < 24; ++i) kept[i] = malloc(128);
}

void lose(void) {
  for (int i = 0; i < 24; ++i) *(void* volatile*)kept = malloc(128);
  kept[0] = NULL;
}
