// Another program: runs an exported model on numbers from standard input with nothing but ONNX Runtime.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
const ort = createRequire(import.meta.url)('onnxruntime-node');
const [file] = process.argv.slice(2);
const { name, shape, data } = JSON.parse(await text(process.stdin));
const session = await ort.InferenceSession.create(file);
const results = await session.run({ [name]: new ort.Tensor('float32', Float32Array.from(data), shape) });
const { dims, data: numbers } = results[session.outputNames[0]];
console.log(JSON.stringify({ shape: dims, data: [...numbers] }));
