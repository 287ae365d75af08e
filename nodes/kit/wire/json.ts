// Any JSON in a body or an answer. It came from JSON.parse, so its shape needs no second look: only absence is refused. (What a
// document must be is said by parseFlow; looking through ten thousand nodes twice would cost a tenth of a second per save.)
import { z } from 'zod';

export const json = z.custom<z.core.util.JSONType>((value) => value !== undefined, 'a value is missing');
