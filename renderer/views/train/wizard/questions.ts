// What the plan, as it is now, asks the doctor and the estimate.
import { type MessageKey } from '../../../i18n/index.svelte.ts';
import { type DoctorQuestion } from '../../../state/dataset-doctor.svelte.ts';
import { type EstimateQuestion } from '../../../state/training-estimates.svelte.ts';
import { plan, type Side } from '../../../state/training-plan.svelte.ts';

/** Pixels per side that will be learned; unknown for recipes without such a parameter. */
export function learnedSize(): number | undefined {
  const size = Number(plan.value('size'));
  return Number.isInteger(size) && size > 0 ? size : undefined;
}

/** `null` while there are no pictures, or more on their way. */
export function doctorQuestion(): DoctorQuestion | null {
  const [data, content] = [plan.set('data'), plan.sides.includes('content') ? plan.set('content') : undefined];
  if (!data || data.pictures === 0 || plan.taking.size > 0) return null;
  return {
    data: data.id,
    ...(content && { content: content.id }),
    ...(plan.recipe && { recipe: plan.recipe.id, size: learnedSize() }),
    version: `${data.version} ${content?.version ?? ''}`,
  };
}

/** `null` while something is missing. */
export function estimateQuestion(): EstimateQuestion | null {
  const [quick, balanced, quality] = (['quick', 'balanced', 'quality'] as const).map((one) => plan.settings(one));
  return plan.supplied && quick && balanced && quality ? { quick, balanced, quality } : null;
}

export function sideName(side: Side): MessageKey & `train.side${string}` {
  return side === 'data' ? 'train.sideData' : 'train.sideContent';
}
