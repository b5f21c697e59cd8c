import * as tf from '@tensorflow/tfjs';
import { compile } from '../../electron/engine/compiler/compile.ts';
import { registerGradients } from '../../electron/engine/compiler/gradients/index.ts';
import { TrainingState } from '../../electron/engine/compiler/state.ts';
import { Random } from '../../electron/engine/random.ts';
import { references } from '../reference/index.ts';
import { drawInputs } from '../reference/reference.ts';
await tf.setBackend('cpu'); registerGradients();
const G = (n: string) => n.includes('/adam/m/');
function eager(r: any, size: any) { const { variables, inputs, step } = r.build(1, size); const v = drawInputs({ inputs }, new Random(2));
  const l = tf.tidy(() => Object.entries(step(Object.fromEntries(Object.entries<any>(inputs).map(([n, i]) => [n, tf.tensor(v[n]!, i.shape, i.dtype ?? 'float32')])))).map(([n, t]: any) => [n, t.dataSync()]));
  return Object.fromEntries([...l, ...Object.entries<any>(variables).filter(([n]) => G(n)).map(([n, t]) => [n, t.dataSync()])]); }
async function comp(r: any, size: any, form: any) { const { variables, inputs, step } = r.build(1, size); const state = new TrainingState(variables, 1);
  const s = await compile(step, { state, inputs, device: 'cpu' as any, threads: 1, form }); const o = await s.run(drawInputs({ inputs }, new Random(2)));
  return { ...Object.fromEntries(Object.entries<any>(o).map(([n, x]) => [n, x.data])), ...(await state.read(Object.keys(variables).filter(G))) } as any; }
function show(label: string, a: any, b: any) { const rows = Object.entries<any>(b).map(([n, x]) => { let s = 1e-30, w = 0; for (const q of x) s = Math.max(s, Math.abs(q)); for (let i = 0; i < x.length; i++) w = Math.max(w, Math.abs(x[i] - a[n][i])); return [n, w / s, s] as const; }).sort((p, q) => q[1] - p[1]);
  console.log(label); for (const [n, w, s] of rows.slice(0, 5)) console.log('   ', n, w.toExponential(1), 'scale', s.toExponential(1)); }
for (const r of references) { if (process.argv[2] && r.name !== process.argv[2]) continue;
  const e = eager(r, 'tiny'), p = await comp(r, 'tiny', 'portable'), f = await comp(r, 'tiny', 'fastest');
  show(r.name + ' eager/portable', p, e); show(r.name + ' portable/fastest', f, p);
  show(r.name + ' small', await comp(r, 'small', 'fastest'), await comp(r, 'small', 'portable')); }
