// Imported before any schema is made: the content security policy forbids the code generation zod would otherwise try.
import { config } from 'zod';

config({ jitless: true });
