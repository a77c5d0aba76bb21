package pgconform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import pgconform.run.ExpectationWriter;
import pgconform.run.Expectations;
import pgconform.run.RunResult;
import pgconform.scenario.Expectation;
import pgconform.scenario.ExpectationFile;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.ScenarioException;
import pgconform.target.TargetSpec;
import picocli.CommandLine.Option;

/** Options about known deviations. */
final class ExpectationOptions {
  @Option(
      names = "--expectations",
      paramLabel = "FILE",
      description = "A file of known deviations: the run is green as long as they do not change.")
  private Path file;

  @Option(
      names = "--write-expectations",
      paramLabel = "FILE",
      description = "Update the file to match this run, or create it. Comments and order are kept.")
  private Path write;

  /** Returns the expectations for a run. */
  Expectations expectations(
      Map<String, Integer> catalogue, boolean strict, List<TargetSpec> targets) {
    Path parent = write == null ? null : write.toAbsolutePath().getParent();
    if (write != null && Files.isDirectory(write)) {
      throw new WrongUsage("--write-expectations %s: this is a folder".formatted(write));
    } else if (write != null && !Files.isDirectory(parent)) {
      throw new WrongUsage(
          "--write-expectations %s: the folder %s does not exist".formatted(write, parent));
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    if (source() == null && targets.size() == 1) {
      // An option takes precedence over the target file.
      targets.get(0).expectations().ifPresent(named -> file = named);
    }
    Path source = source();
    if (source != null) {
      return new Expectations(read(source, catalogue, targets), catalogue, today, strict);
    }
    Map<String, ExpectationFile> files = new LinkedHashMap<>();
    targets.forEach(
        spec ->
            spec.expectations()
                .ifPresent(
                    named -> files.put(spec.displayName(), read(named, catalogue, targets))));
    return Expectations.ofTargets(files, catalogue, today, strict);
  }

  private Path source() {
    if (file != null) {
      return file;
    }
    return write != null && Files.exists(write) ? write : null;
  }

  /**
   * Reads the file. One that was written for a later catalogue would accept what is not known yet.
   */
  private static ExpectationFile read(
      Path file, Map<String, Integer> catalogue, List<TargetSpec> targets) {
    List<String> names = targets.stream().map(TargetSpec::displayName).toList();
    ExpectationFile read =
        read(file, entry -> Expectations.mistake(entry, catalogue.keySet(), names));
    int newest = catalogue.values().stream().max(Integer::compare).orElse(read.catalogue());
    if (read.catalogue() > newest) {
      throw new WrongUsage(
          "the expectations file %s says 'catalogue: %d', and the catalogue of this pgconform is %d"
              .formatted(file, read.catalogue(), newest));
    }
    return read;
  }

  static ExpectationFile read(Path file) {
    return read(file, entry -> Optional.empty());
  }

  private static ExpectationFile read(Path file, Function<Expectation, Optional<String>> mistake) {
    try {
      return ExpectationReader.read(file.toString(), Files.readAllBytes(file), mistake);
    } catch (ScenarioException e) {
      throw new WrongUsage(e.getMessage());
    } catch (NoSuchFileException e) {
      throw new WrongUsage("the expectations file %s does not exist".formatted(file));
    } catch (IOException e) {
      throw new WrongUsage("the expectations file %s cannot be read".formatted(file));
    }
  }

  /** Writes the file if the user asks for it; from then on, it holds the expectations. */
  RunResult write(RunResult run) {
    try {
      return write == null ? run : run.against(written(run));
    } catch (IOException e) {
      System.err.println("pgconform: the expectations file cannot be written: " + e.getMessage());
      return run;
    }
  }

  private Expectations written(RunResult run) throws IOException {
    Expectations expectations = run.expectations();
    Path source = source();
    String text = source == null ? "" : Files.readString(source);
    String rewritten = ExpectationWriter.rewrite(text, run);
    Files.writeString(write, rewritten);
    System.out.printf("expectations: %s%s%n", write, text.equals(rewritten) ? ", unchanged" : "");
    Expectations now =
        new Expectations(
            read(write), expectations.catalogue(), expectations.today(), expectations.strict());
    if (!now.newer().isEmpty()) {
      System.out.printf(
          "  'catalogue: %d' stays there, since not all newer requirements were judged (%s)%n",
          now.version(), String.join(", ", now.newer()));
    }
    return now;
  }
}
