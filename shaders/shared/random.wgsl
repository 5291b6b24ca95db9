// Philox4x32-10 and what is drawn from it, word for word as src/compute/random.h.
#include "shared/math.wgsl"

const stream_shuffle = 1u;

// The upper half of a·b, by halves of 16 bits.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a0 = a & 0xFFFFu;
  let a1 = a >> 16u;
  let b0 = b & 0xFFFFu;
  let b1 = b >> 16u;
  let low = a1 * b0 + ((a0 * b0) >> 16u);
  let middle = a0 * b1 + (low & 0xFFFFu);
  return a1 * b1 + (low >> 16u) + (middle >> 16u);
}

fn philox(counter: vec4<u32>, seed: vec2<u32>) -> vec4<u32> {
  var c = counter;
  var key = seed;
  for (var round = 0; round < 10; round++) {
    let high0 = multiply_high(0xD2511F53u, c.x);
    let high1 = multiply_high(0xCD9E8D57u, c.z);
    c = vec4(high1 ^ c.y ^ key.x, 0xCD9E8D57u * c.z, high0 ^ c.w ^ key.y, 0xD2511F53u * c.x);
    key += vec2(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}

// Four words for elements 4·block … 4·block+3 of a step's draw. `index` tells apart those who draw from
// one stream in one step, as layers do.
fn random_words(seed: vec2<u32>, stream: u32, step: u32, block: u32, index: u32) -> vec4<u32> {
  return philox(vec4(block, step, stream, index), seed);
}

// In (0, 1), never an end.
fn uniform_from(word: u32) -> f32 {
  return (f32(word >> 9u) + 0.5) * (1.0 / 8388608.0);
}

// The standard normal of one element (Box and Muller 1958).
fn normal(seed: vec2<u32>, stream: u32, step: u32, element: u32) -> f32 {
  return normal_of(random_words(seed, stream, step, element / 4u, 0u), element);
}

// The same by the words of its block.
fn normal_of(words: vec4<u32>, element: u32) -> f32 {
  let pair = select(words.xy, words.zw, (element & 2u) != 0u);
  let r = sqrt(-2.0 * logarithm(uniform_from(pair.x)));
  let turned = sine_cosine_turns(uniform_from(pair.y));
  return r * select(turned.y, turned.x, (element & 1u) != 0u);
}

// The shuffle: a six-round Feistel network walked until it lands below count. Pre: index < count.
fn shuffled(place: u32, count: u32, seed: vec2<u32>, epoch: u32) -> u32 {
  var half = 1u;  // bits
  while (half < 16u && (1u << (2u * half)) < count) {
    half++;
  }
  let mask = (1u << half) - 1u;
  var index = place;
  loop {
    var left = index >> half;
    var right = index & mask;
    for (var round = 0u; round < 6u; round++) {
      let next = left ^ (philox(vec4(right, round, epoch, stream_shuffle), seed).x & mask);
      left = right;
      right = next;
    }
    index = (left << half) | right;
    if (index < count) {
      break;
    }
  }
  return index;
}
