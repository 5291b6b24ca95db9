/**
 * @externs
 * The names of WebGPU that library_webgpu.js uses, which Closure must leave as they are.
 */
/** @const */ var GPUBufferUsage = { STORAGE: 0, COPY_DST: 0, COPY_SRC: 0, MAP_READ: 0, UNIFORM: 0 };
/** @const */ var GPUMapMode = { READ: 0 };
/** @record */ function WebGpuNames() {}
WebGpuNames.prototype = {
  gpu: 0, requestAdapter: 0, requestDevice: 0, powerPreference: 0, requiredLimits: 0, limits: 0,
  maxStorageBufferBindingSize: 0, maxBufferSize: 0, info: 0, description: 0, vendor: 0, architecture: 0,
  isFallbackAdapter: 0, features: 0, requiredFeatures: 0, subgroupMinSize: 0, queue: 0, lost: 0, reason: 0,
  message: 0, onuncapturederror: 0, error: 0, destroy: 0, createBuffer: 0, size: 0, usage: 0, writeBuffer: 0,
  pushErrorScope: 0, popErrorScope: 0, createCommandEncoder: 0, copyBufferToBuffer: 0, beginComputePass: 0,
  setPipeline: 0, setBindGroup: 0, dispatchWorkgroups: 0, end: 0, finish: 0, submit: 0, onSubmittedWorkDone: 0,
  mapAsync: 0, getMappedRange: 0, unmap: 0, createBindGroupLayout: 0, createBindGroup: 0,
  createPipelineLayout: 0, createShaderModule: 0, createComputePipelineAsync: 0, getCompilationInfo: 0,
  messages: 0, lineNum: 0, type: 0, entries: 0, binding: 0, visibility: 0, buffer: 0, resource: 0, offset: 0,
  layout: 0, bindGroupLayouts: 0, compute: 0, module: 0, entryPoint: 0, constants: 0, code: 0,
};
