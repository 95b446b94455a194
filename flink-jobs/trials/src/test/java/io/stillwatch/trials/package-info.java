/**
 * Trials: the product as a whole, held against a slow reference, against itself at other
 * parallelism, against bad input and against the end of its process. Shipped to nobody; may know
 * everything.
 */
package io.stillwatch.trials;
