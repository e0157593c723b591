/** Every backend by its name: its file says what it needs and how it builds a network. */
import type { Backend, BackendName } from './backend.ts';
import { onnxruntime } from './onnxruntime.ts';

export const backends: Readonly<Record<BackendName, Backend>> = { onnxruntime };
