import { completable } from '@modelcontextprotocol/server';
import * as z from 'zod';

const cities = ['paris', 'park', 'party', 'test city'];

/** An argument the server helps to complete. */
export const completedArgument = completable(z.string(), (begun) =>
  cities.filter((city) => city.startsWith(begun)),
);
