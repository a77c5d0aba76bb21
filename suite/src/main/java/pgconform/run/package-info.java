/** Plans a run, executes it in parallel, reports its progress, and collects its result. */
package pgconform.run;
