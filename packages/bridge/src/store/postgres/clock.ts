/** The clocks of two processes may be minutes apart: how long a lease lasts is told by the one clock they share. */
export const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
