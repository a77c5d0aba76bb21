/** Manages processes and files that live no longer than a run. */
package pgconform.target.process;
