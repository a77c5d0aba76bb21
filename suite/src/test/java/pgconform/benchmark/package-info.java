/** Measures the suite itself; run by ci/benchmark. */
package pgconform.benchmark;
