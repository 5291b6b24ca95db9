// Ways from one code to another, and places at equal distances along a line.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass {

enum class Way : uint8_t { linear, spherical };

// At t of the way from a to b, [size] each.
// linear:     (1 − t) a + t b
// spherical:  sin((1 − t) Ω)/sin Ω · a + sin(t Ω)/sin Ω · b, Ω the angle between them (Shoemake 1985; White 2016,
//             "Sampling generative networks"): it stays as far from the prior's middle as its ends are. As linear
//             where a and b point the same way, or opposite ways.
std::vector<float> between(std::span<const float> a, std::span<const float> b, float t, Way);

// `count` places at equal distances along the broken line through the places of `line`, [places, size], both ends
// among them; of a line without length its place, again and again. Pre: a place at least, count > 1.
std::vector<float> along(std::span<const float> line, uint32_t size, uint32_t count);

}  // namespace hourglass
