// atelier doctor: tests every compute device anew and says what is installed.
import { EXIT, printJson, printLines, table } from '../console.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

export function doctor(flags: CommonOptions): Promise<number> {
  return withWorkshop(flags, async ({ core, handlers }) => {
    const { devices, chosen, trainer } = await core.devices.probeAgain();
    const { version, versions } = await handlers['app.info']({});
    const all = { atelier: version, ...versions };
    if (flags.json) printJson({ devices, chosen, trainer, versions: all });
    else {
      const rows = devices.map(({ id, name, ok, gflops, reason, training }) => [
        id === chosen ? '→' : ' ',
        name,
        ok ? `${gflops?.toFixed(0) ?? '?'} GFLOP/s` : 'cannot be used',
        training?.ok ? `trains${id === trainer ? ' →' : ''}` : 'does not train',
        (reason ?? training?.reason ?? '').split('\n')[0] ?? '',
      ]);
      printLines([...table(rows), '', ...table(Object.entries(all))]);
    }
    return chosen === null ? EXIT.failed : EXIT.ok;
  });
}
