/** Planning, parallel execution, progress, and the result of a run. */
package pgconform.run;
