/** Writes reports for people and for pipelines. */
package pgconform.report;
