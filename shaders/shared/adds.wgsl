// integers[1] of the kernels that go backward, as a constant: gradients of parameters are added to what
// lies there, in place of being written.
override adds: bool = false;
