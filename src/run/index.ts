/** Every backend by its name: its file says what it needs and how it builds a network. */
import type { Backend, BackendName } from './backend.ts';
import { onnxruntime } from './onnxruntime.ts';
import { tfjsNode } from './tfjs/node.ts';
import { tfjsWasm } from './tfjs/wasm.ts';

export const backends: Readonly<Record<BackendName, Backend>> = { 'tfjs-wasm': tfjsWasm, 'tfjs-node': tfjsNode, onnxruntime };
