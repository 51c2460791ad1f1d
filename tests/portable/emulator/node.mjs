// Does a task of the tests in Node: node run.mjs FILE.wasm report|snapshots|go-on < INPUT > OUTPUT
import { readFileSync, writeSync } from "node:fs";

const tasks = ["report", "snapshots", "go-on"];
const [file, name] = process.argv.slice(2);
const task = tasks.indexOf(name);
if (task < 0) throw new Error(`unknown task: ${name}`);

// No imports: whatever the module asks for makes this fail, and the error names it.
const { instance } = await WebAssembly.instantiate(readFileSync(file), {});
const { memory, vsp_portable_memory, vsp_portable_run } = instance.exports;

const input = name === "go-on" ? readFileSync(0) : Buffer.alloc(0);
const start = vsp_portable_memory(input.length);
new Uint8Array(memory.buffer).set(input, start);

// Two 32-bit numbers: where the output starts, and its length. Memory may have grown, so its buffer is asked for anew.
const output = vsp_portable_run(task, start, input.length);
const [at, length] = new Uint32Array(memory.buffer, output, 2);
const bytes = new Uint8Array(memory.buffer, at, length);
for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes.subarray(written));
