// How an rpc method is declared.
import { z } from 'zod';

export const method = <A extends z.ZodType, R extends z.ZodType>(args: A, result: R) => ({ args, result });
export const none = z.object({});
export const nothing = z.null();
