// Types of window.hourglass, which the page offers: what its functions do is told at the head of hourglass.js.
//
//   /// <reference path="hourglass.d.ts" />

export {};

declare global {
  interface Window {
    readonly hourglass: Hourglass;
  }
  const hourglass: Hourglass;

  /** A setting's value: `hourglass presets --json` and settings() show them all. */
  type HourglassValue = number | string | boolean | number[];
  type HourglassSettings = Record<string, HourglassValue>;

  /** count × height × width × channels values, from 0 (ground) to 1 (ink), or in the data's own range. */
  interface HourglassPictures {
    count: number;
    height: number;
    width: number;
    channels: number;
    pixels: Float32Array;
  }

  /** count × size numbers; log_variance is null where the code is plain. */
  interface HourglassCodes {
    count: number;
    size: number;
    mean: Float32Array;
    log_variance: Float32Array | null;
  }

  /** A step's figures by series, and their total. */
  type HourglassFigures = { step: number; loss: number } & Record<string, number>;

  interface HourglassStatus {
    training: boolean;
    ready: boolean;
    failed: boolean;
    busy: string;
    progress: number | null;
    /** Of what is busy, or of a training that has an end. */
    seconds_left: number | null;
    message: string;
    trouble: boolean;
    step: number;
    epoch: number;
    samples_per_second: number;
    backend: Record<string, string | number | boolean>;
    /** What the link that was opened says of its training, and whether the same was reached at that step. */
    link: { step: number; hash: string; reached: "same" | "differs" | null } | null;
    undo: boolean;
    redo: boolean;
    /** Once a network is built: */
    train?: HourglassFigures | null;
    test?: HourglassFigures | null;
    weights?: number;
    unit?: string;
    active_units?: number;
    test_mse?: number;
  }

  interface HourglassPreset {
    name: string;
    title: string;
    family: string;
    line: string;
    source: string;
    data: string[];
    settings: HourglassSettings;
    figures: Record<string, unknown>[];
  }

  interface HourglassLesson {
    name: string;
    title: string;
    preset: string;
    settings: HourglassSettings;
    epochs: number;
    text: string[];
    /** TeX: lines with \\ between them. */
    formula?: string;
    controls: string[];
    panels: string[];
    try: string;
    expect: Record<string, unknown>;
    question: string;
    answer: string;
    source: string;
  }

  interface HourglassRun {
    number: number;
    name: string;
    changes: string;
    settings: HourglassSettings;
    unit: string;
    series: string[];
    step: number;
    epoch: number;
    /** Rows of [step, total, …], as series names them. */
    train: (number | null)[][];
    test: (number | null)[][];
    shown: boolean;
    present: boolean;
    link: string;
  }

  interface HourglassUi {
    width: number;
    height: number;
    theme: "dark" | "light";
    lesson: string;
    focus: string;
    panels: string[];
    hidden: string[];
    enlarged: string;
    tour: number | null;
    items: { id: string; x: number; y: number; w: number; h: number; says?: string }[];
  }

  type HourglassBytes = ArrayBuffer | ArrayBufferView | Blob;
  type HourglassFiles = File[] | FileList | Record<string, HourglassBytes>;

  interface Hourglass {
    readonly ready: Promise<void>;
    settings(): Promise<HourglassSettings>;
    set(changes: HourglassSettings | { link: string }): Promise<HourglassSettings>;
    train(until?: { epochs?: number; steps?: number; to?: number }): Promise<HourglassStatus>;
    pause(): Promise<HourglassStatus>;
    cancel(): Promise<HourglassStatus>;
    step(steps?: number): Promise<HourglassStatus>;
    turn(player?: string): Promise<HourglassStatus>;
    reset(): Promise<HourglassStatus>;
    undo(): Promise<HourglassStatus>;
    redo(): Promise<HourglassStatus>;
    useEncoder(): Promise<HourglassStatus>;
    status(): Promise<HourglassStatus>;
    loadDataset(
      data: string | HourglassFiles,
      how?: {
        size?: number;
        crop?: boolean;
        grey?: boolean;
        colour?: boolean;
        invert?: boolean;
        label_column?: string;
        test_share?: number;
      },
    ): Promise<HourglassStatus>;
    saveModel(): Promise<Uint8Array>;
    exportModel(what?: {
      format?: "onnx" | "pytorch" | "npz";
      part?: "encoder" | "decoder" | "whole";
    }): Promise<Uint8Array>;
    exportCodes(what?: { format?: "csv" | "npy"; split?: "test" | "train" }): Promise<Uint8Array>;
    exportCurves(): Promise<Uint8Array>;
    loadModel(bytes: HourglassBytes): Promise<HourglassStatus>;
    sample(count?: number, seed?: number): Promise<HourglassPictures>;
    encode(images: HourglassPictures | Float32Array | number[] | number[][]): Promise<HourglassCodes>;
    decode(codes: HourglassCodes | Float32Array | number[] | number[][]): Promise<HourglassPictures>;
    blend(
      i: number,
      j: number,
      steps?: number,
      way?: "linear" | "spherical",
    ): Promise<{ latent: HourglassPictures; pixels: HourglassPictures }>;
    evaluate(
      split?: "test" | "train",
      options?: { importanceSamples?: number; pca?: boolean; probe?: boolean; generated?: number },
    ): Promise<Record<string, unknown>>;
    shareLink(carrying?: { weights?: boolean }): Promise<string>;
    weightsHash(): Promise<string>;
    bench(what?: { workload?: string; seconds?: number; backend?: string }): Promise<Record<string, unknown>>;
    presets(): Promise<HourglassPreset[]>;
    lessons(): Promise<HourglassLesson[]>;
    runs(): Promise<HourglassRun[]>;
    run(
      number: number,
      what: { name?: string; shown?: boolean; again?: boolean; forget?: boolean },
    ): Promise<HourglassRun[]>;
    beside(number?: number): Promise<Record<string, never>>;
    timeline(step?: number | null): Promise<{ steps: number[]; shown: number | null; bytes: number }>;
    picture(what: { panel: string; format?: "png" | "svg"; scale?: number }): Promise<Uint8Array>;
    record(on: boolean, what?: { panel?: string }): Promise<Uint8Array | null>;
    ui(show?: {
      panel?: string;
      hide?: string;
      enlarge?: string;
      theme?: "dark" | "light";
      lesson?: string;
    }): Promise<HourglassUi>;
  }
}
