// The device shim: WebGPU for src/compute/webgpu/device_browser.cpp, in the fewest words. Knows buffers,
// pipelines and programs by the numbers that C++ gives them, and no kernel.
//
// Everything runs on one thread that C++ keeps for it, since a library's state is its thread's own, and
// so are WebGPU's objects. A function whose first argument is `call` answers later, by
//   hourglass_gpu_done(call, text)    "" or what went wrong: "lost: …", "memory", "shader\nindex\nline\n…"
// The others answer at once. Addresses above 2 GB arrive as negative numbers, hence >>>. Names of WebGPU stand in webgpu_externs.js, so that Closure keeps them.
addToLibrary({
  $hourglass_gpus__deps: ["$runtimeKeepalivePush", "$runtimeKeepalivePop", "$callUserCallback", "$stringToNewUTF8", "free", "hourglass_gpu_done"],
  $hourglass_gpus: [],

  // Waits for a promise of text, with the thread kept alive meanwhile.
  $hourglass_gpu_answer__deps: ["$hourglass_gpus"],
  $hourglass_gpu_answer: (call, promise) => {
    runtimeKeepalivePush();
    const done = (text) => {
      runtimeKeepalivePop();
      callUserCallback(() => {
        const copy = stringToNewUTF8(text || "");
        _hourglass_gpu_done(call, copy);
        _free(copy);
      });
    };
    promise.then(done, (error) => done(String((error && error.message) || error)));
  },

  // What stands in the way of any further work, or "".
  $hourglass_gpu_fate: (gpu) => (gpu.lost ? `lost: ${gpu.lost}` : gpu.error || ""),

  hourglass_gpu_open__deps: ["$hourglass_gpu_answer"],
  hourglass_gpu_open: (call, number, only_hardware) => {
    const open = async () => {
      const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
      if (!adapter) return "!this browser offers no adapter; turn on hardware acceleration in its settings, or choose the backend cpu";
      const { limits } = adapter;
      const info = adapter.info || {};
      const name = info.description || `${info.vendor || "GPU"} ${info.architecture || ""}`.trim();
      const software = info.isFallbackAdapter || adapter.isFallbackAdapter ? 1 : 0;
      if (only_hardware && software) return `!the adapter ${name} is software, and the CPU is faster`;
      // Swaps between neighbours: what makes products quick on a processor that plays a GPU.
      const quads = software && adapter.features.has("subgroups") && info.subgroupMinSize >= 4;
      const device = await adapter.requestDevice({
        requiredFeatures: quads ? ["subgroups"] : [],
        requiredLimits: {
          maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
          maxBufferSize: limits.maxBufferSize,
        },
      });
      const gpu = { device, queue: device.queue, buffers: [], compiled: [], programs: [], in_flight: [], staging: null, lost: "", error: "" };
      device.lost.then(({ reason, message }) => (gpu.lost = message || String(reason)));
      device.onuncapturederror = ({ error }) => (gpu.error ||= error.message.split("\n")[0]);
      hourglass_gpus[number] = gpu;
      globalThis["hourglass_device"] = device;  // for the browser's tools, and for tests that destroy it
      return [name, info.vendor || "", software, quads ? 1 : 0, limits.maxStorageBufferBindingSize, limits.maxBufferSize].join("\n");
    };
    hourglass_gpu_answer(call, open().catch((error) => `!the adapter gives no device (${error.message.split("\n")[0]}); choose the backend cpu`));
  },

  hourglass_gpu_close: (number) => {
    hourglass_gpus[number].device.destroy();
    hourglass_gpus[number] = null;
  },
  hourglass_gpu_destroy: (number) => hourglass_gpus[number].device.destroy(),

  hourglass_gpu_create_buffer__deps: ["$hourglass_gpu_answer", "$hourglass_gpu_fate"],
  hourglass_gpu_create_buffer: (call, number, buffer, bytes) => {
    const gpu = hourglass_gpus[number];
    const create = async () => {
      gpu.device.pushErrorScope("out-of-memory");
      try {
        gpu.buffers[buffer] = gpu.device.createBuffer({
          size: bytes,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
        });
      } catch {
        gpu.device.popErrorScope();
        return "memory";  // browsers throw where the number itself is too large
      }
      const error = gpu.device.popErrorScope();
      // Small buffers are not waited for: the answer takes a round trip to another process.
      if (bytes < 1e6) return hourglass_gpu_fate(gpu);
      return (await error) ? "memory" : hourglass_gpu_fate(gpu);
    };
    hourglass_gpu_answer(call, create());
  },

  hourglass_gpu_destroy_buffer: (number, buffer) => {
    const { buffers } = hourglass_gpus[number];
    if (buffers[buffer]) buffers[buffer].destroy();
    buffers[buffer] = null;
  },

  hourglass_gpu_write: (number, buffer, offset, from, bytes) => {
    const gpu = hourglass_gpus[number];
    // A copy: not every browser takes shared memory here.
    gpu.queue.writeBuffer(gpu.buffers[buffer], offset, HEAPU8.slice(from >>> 0, (from >>> 0) + bytes));
  },

  hourglass_gpu_read__deps: ["$hourglass_gpu_answer", "$hourglass_gpu_fate"],
  hourglass_gpu_read: (call, number, buffer, offset, to, bytes) => {
    const gpu = hourglass_gpus[number];
    const read = async () => {
      if (gpu.lost) return hourglass_gpu_fate(gpu);
      if (!gpu.staging || gpu.staging.size < bytes) {
        if (gpu.staging) gpu.staging.destroy();
        gpu.staging = gpu.device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      }
      const encoder = gpu.device.createCommandEncoder();
      encoder.copyBufferToBuffer(gpu.buffers[buffer], offset, gpu.staging, 0, bytes);
      gpu.queue.submit([encoder.finish()]);
      try {
        await gpu.staging.mapAsync(GPUMapMode.READ, 0, bytes);
      } catch {
        return gpu.error || `lost: ${gpu.lost || "it answers no more"}`;  // the browser's words are of its inside
      }
      HEAPU8.set(new Uint8Array(gpu.staging.getMappedRange(0, bytes)), to >>> 0);
      gpu.staging.unmap();
      gpu.in_flight.length = 0;
      return hourglass_gpu_fate(gpu);
    };
    hourglass_gpu_answer(call, read());
  },

  // wanted: JSON, [{code, bindings, overrides: {name: value}}]
  hourglass_gpu_compile__deps: ["$hourglass_gpu_answer", "$hourglass_gpu_fate", "$UTF8ToString", "hourglass_gpu_progress"],
  hourglass_gpu_compile: (call, number, first, wanted) => {
    const gpu = hourglass_gpus[number];
    const list = JSON.parse(UTF8ToString(wanted));
    let done = 0;
    const compile = async (pipeline, index) => {
      const code = pipeline["code"], bindings = pipeline["bindings"];
      const entries = [...bindings].flatMap((letter, binding) =>
        letter === "-" ? [] : [{ binding, visibility: 4, buffer: { type: letter === "r" ? "read-only-storage" : "storage" } }]);
      entries.push({ binding: 8, visibility: 4, buffer: { type: "uniform" } });
      const layout = gpu.device.createBindGroupLayout({ entries });
      const module = gpu.device.createShaderModule({ code });
      try {
        const made = await gpu.device.createComputePipelineAsync({
          layout: gpu.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
          compute: { module, entryPoint: "main", constants: pipeline["overrides"] },
        });
        gpu.compiled[first + index] = { layout, bindings, made };
      } catch (error) {
        if (gpu.lost) return hourglass_gpu_fate(gpu);
        const { messages } = await module.getCompilationInfo();
        const wrong = messages.find(({ type }) => type === "error");
        const text = (wrong ? wrong.message : error.message).split("\n")[0];
        return ["shader", index, wrong ? wrong.lineNum : 0, text].join("\n");
      }
      _hourglass_gpu_progress(call, ++done, list.length);
      return "";
    };
    // A shader's error is told here, not once more as an uncaptured one.
    gpu.device.pushErrorScope("validation");
    const all = Promise.all(list.map(compile));
    gpu.device.popErrorScope();
    hourglass_gpu_answer(call, all.then((texts) => texts.find(Boolean) || hourglass_gpu_fate(gpu)));
  },

  // commands: for each step its pipeline, the offset of its constants and three group counts, then for
  // each letter of the pipeline's bindings three words: buffer, offset, size
  hourglass_gpu_create_program: (number, program, commands, count, constants, constants_bytes) => {
    const gpu = hourglass_gpus[number];
    const buffer = gpu.device.createBuffer({ size: constants_bytes, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    gpu.queue.writeBuffer(buffer, 0, HEAPU8.slice(constants >>> 0, (constants >>> 0) + constants_bytes));
    const steps = [];
    let at = commands >>> 2;
    const next = () => HEAPU32[at++];
    for (let i = 0; i < count; ++i) {
      const { layout, bindings, made } = gpu.compiled[next()];
      const entries = [{ binding: 8, resource: { buffer, offset: next(), size: 176 } }];
      const groups = [next(), next(), next()];
      [...bindings].forEach((letter, binding) => {
        const resource = { buffer: gpu.buffers[next()], offset: next(), size: next() };
        if (letter !== "-") entries.push({ binding, resource });
      });
      steps.push({ made, groups, group: gpu.device.createBindGroup({ layout, entries }) });
    }
    gpu.programs[program] = { steps, buffer };
  },

  hourglass_gpu_destroy_program: (number, program) => {
    const { programs } = hourglass_gpus[number];
    if (programs[program]) programs[program].buffer.destroy();
    programs[program] = null;
  },

  hourglass_gpu_submit__deps: ["$hourglass_gpu_answer", "$hourglass_gpu_fate"],
  hourglass_gpu_submit: (call, number, program, times, most_in_flight) => {
    const gpu = hourglass_gpus[number];
    const submit = async () => {
      if (gpu.lost) return hourglass_gpu_fate(gpu);
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      const { steps } = gpu.programs[program];
      for (let i = 0; i < times; ++i)
        for (const { made, group, groups } of steps) {
          pass.setPipeline(made);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
        }
      pass.end();
      gpu.queue.submit([encoder.finish()]);
      gpu.in_flight.push(gpu.queue.onSubmittedWorkDone().catch(() => {}));
      if (gpu.in_flight.length >= most_in_flight) await gpu.in_flight.shift();
      return hourglass_gpu_fate(gpu);
    };
    hourglass_gpu_answer(call, submit());
  },
});
