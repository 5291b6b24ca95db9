// In the place of SDL's (--wrap, web/CMakeLists.txt): the page draws by GL alone and hears no game controllers. Without
// the choice of a way to copy pictures, a renderer of SDL's own and its tables of controllers, a quarter of a megabyte
// is left out of what is waited for.
#include <SDL.h>

extern "C" {
int __wrap_SDL_CalculateBlit(SDL_Surface*) { return -1; }
int __wrap_SDL_RLESurface(SDL_Surface*) { return -1; }
SDL_Renderer* __wrap_SDL_CreateRenderer(SDL_Window*, int, Uint32) { return nullptr; }
int __wrap_SDL_JoystickInit() { return 0; }
void __wrap_SDL_JoystickQuit() {}
void __wrap_SDL_JoystickUpdate() {}
int __wrap_SDL_NumJoysticks() { return 0; }
int __wrap_SDL_GameControllerInit() { return 0; }
void __wrap_SDL_GameControllerQuit() {}
SDL_bool __wrap_SDL_IsGameController(int) { return SDL_FALSE; }
SDL_GameController* __wrap_SDL_GameControllerOpen(int) { return nullptr; }
void __wrap_SDL_GameControllerClose(SDL_GameController*) {}
Sint16 __wrap_SDL_GameControllerGetAxis(SDL_GameController*, SDL_GameControllerAxis) { return 0; }
Uint8 __wrap_SDL_GameControllerGetButton(SDL_GameController*, SDL_GameControllerButton) {
  return 0;
}
}
