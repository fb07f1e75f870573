/**
 * The longest time in milliseconds that the error-handling build lets a person wait for a dependency: its call's whole budget, attempts
 * included. The experiments promise it to people, so the server and the lab take it from here.
 */
export const dependencyCallTimeoutMs = 100;
