package pgconform.junit;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestExecutionResult;
import pgconform.report.Cause;
import pgconform.report.Finding;
import pgconform.report.Report;
import pgconform.report.Reports;
import pgconform.run.Expectations;
import pgconform.run.Options;
import pgconform.run.RunPlan;
import pgconform.run.RunResult;
import pgconform.run.Runner;
import pgconform.scenario.Catalogue;
import pgconform.scenario.Scenario;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.BadTarget;
import pgconform.wire.PasswordRedaction;

/** Runs a class: starts its target, judges it and ends it. */
final class ClassRun {
  private final ConformanceClass type;
  private final PostgresConformance annotation;
  private final Settings settings;
  private final EngineExecutionListener listener;
  private final List<String> wrong = new ArrayList<>();

  ClassRun(
      ConformanceClass type, ConfigurationParameters parameters, EngineExecutionListener listener) {
    this.type = type;
    this.annotation = type.type().getAnnotation(PostgresConformance.class);
    this.settings = new Settings(annotation, parameters);
    this.listener = listener;
  }

  /** Runs the class and reports the results of everything in it. */
  void execute() {
    // With SLF4J but no provider for it, as in many builds, Netty would cause a warning.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    listener.executionStarted(type);
    listener.executionFinished(type, result());
  }

  private TestExecutionResult result() {
    try {
      judge();
      return wrong.isEmpty()
          ? TestExecutionResult.successful()
          : TestExecutionResult.failed(new NotJudged(String.join("\n", wrong)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TestExecutionResult.failed(e);
    } catch (BadTarget e) {
      return TestExecutionResult.failed(new NotJudged(e.getMessage()));
    } catch (Exception | LinkageError e) {
      return TestExecutionResult.failed(e);
    } finally {
      PasswordRedaction.clear();
    }
  }

  private void judge() throws Exception {
    if (type.wrong().isPresent()) {
      throw type.wrong().get();
    }
    Choice choice = type.choice().orElseThrow();
    Set<Requirement> requirements = type.requirements();
    List<Scenario> chosen = choice.with(requirements);
    settings.check(chosen);
    Target target = StartMethod.target(type.type(), annotation.target());
    try {
      Targets opener = target.opener(settings.profile());
      TargetSpec spec =
          target.spec(opener, e -> wrong.add("the server could not be started again: " + e));
      opener.check(spec);
      Options options = settings.options(chosen);
      RunPlan plan = RunPlan.of(List.of(spec), chosen, Optional.of(choice.all()), options);
      Expectations expectations = expectations(choice, spec);
      try (Reporting reporting = new Reporting(listener, requirements, options.seed())) {
        RunResult run =
            new Runner(opener, options, expectations, reporting)
                .run(plan, ConformanceEngine.version());
        Report report = report(run);
        reporting.finish(type, findings(report));
        check(run, report, chosen.size() == choice.chosen().size());
      }
    } finally {
      target.close();
    }
  }

  private Expectations expectations(Choice choice, TargetSpec spec) {
    Map<String, Integer> catalogue = Catalogue.versions(choice.all());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return KnownDeviations.of(annotation.expectations(), type.type(), spec)
        .map(file -> new Expectations(file, catalogue, today, annotation.strict()))
        .orElseGet(() -> Expectations.none(annotation.strict()));
  }

  private Report report(RunResult run) throws IOException {
    return annotation.report().isEmpty()
        ? Report.of(run)
        : Reports.write(run, Path.of(annotation.report()));
  }

  /** Maps each finding to the sentences about the causes that it shares with others. */
  private static Map<Finding, List<String>> findings(Report report) {
    Map<Finding, List<String>> findings = new LinkedHashMap<>();
    List<Cause> causes = report.causes();
    for (Finding finding : report.results()) {
      findings.put(
          finding, causes.stream().flatMap(cause -> cause.sharedBy(finding).stream()).toList());
    }
    return findings;
  }

  /** Adds what is wrong with the run as a whole. A part of the requirements is always enough. */
  private void check(RunResult run, Report report, boolean whole) {
    run.targets().stream()
        .flatMap(target -> target.unavailable().stream())
        .map("the target cannot be tested: "::concat)
        .forEach(wrong::add);
    wrong.addAll(run.unmet());
    if (whole) {
      report.tooFew(annotation.atLeast()).ifPresent(wrong::add);
    }
  }
}
