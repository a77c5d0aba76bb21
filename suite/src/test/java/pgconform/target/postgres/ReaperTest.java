package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.target.process.Processes;
import pgconform.target.process.RecursiveDelete;

/** Whose instances are abandoned, and what is removed with them. */
class ReaperTest {
  @TempDir private Path base;

  private Path instance(String name) throws IOException {
    return Files.createDirectories(base.resolve(name).resolve("data")).getParent();
  }

  private int reap() {
    return Reaper.reap(new InstancesDirectory(base));
  }

  @Test
  void anOwnerIsReadBackAsItWasWritten() throws IOException {
    InstanceOwner self = InstanceOwner.self();
    Files.writeString(base.resolve("owner"), self.text());
    assertEquals(Optional.of(self), InstanceOwner.read(base.resolve("owner")));
    assertFalse(self.isGone());
    Files.writeString(base.resolve("owner"), "pid=many");
    assertEquals(Optional.empty(), InstanceOwner.read(base.resolve("owner")));
    assertEquals(Optional.empty(), InstanceOwner.read(base.resolve("none")));
  }

  @Test
  void ownersThatAreGone() throws IOException, InterruptedException {
    InstanceOwner self = InstanceOwner.self();
    // Another process with the number of one that has ended.
    assertTrue(
        new InstanceOwner(self.pid(), self.start() + "1", self.boot(), self.namespace()).isGone());
    assertTrue(new InstanceOwner(self.pid(), self.start(), "before", self.namespace()).isGone());
    assertFalse(new InstanceOwner(self.pid(), "0", self.boot(), "elsewhere").isGone());
    Process process = new ProcessBuilder("sleep", "0").start();
    InstanceOwner ended = new InstanceOwner(process.pid(), "0", self.boot(), self.namespace());
    process.waitFor();
    assertTrue(ended.isGone());
  }

  @Test
  void removesWhatIsAbandonedAndNothingElse() throws IOException {
    InstanceOwner self = InstanceOwner.self();
    Path own = instance("own");
    Files.writeString(own.resolve("owner"), self.text());
    Path abandoned = instance("abandoned");
    Files.writeString(
        abandoned.resolve("owner"),
        new InstanceOwner(self.pid(), "0", self.boot(), self.namespace()).text());
    Path beginning = instance("beginning");
    Path old = instance("old");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path file = Files.writeString(base.resolve("file"), "x");
    Path precious = Files.createDirectory(base.getParent().resolve("precious" + hashCode()));
    try {
      Files.writeString(precious.resolve("file"), "x");
      Files.createSymbolicLink(abandoned.resolve("data").resolve("link"), precious);
      Path link = Files.createSymbolicLink(base.resolve("link"), precious);
      assertEquals(2, reap());
      assertFalse(Files.exists(abandoned));
      assertFalse(Files.exists(old));
      for (Path kept : List.of(own, beginning, file, link, precious.resolve("file"))) {
        assertTrue(Files.exists(kept), kept.toString());
      }
    } finally {
      RecursiveDelete.delete(precious);
    }
  }

  @Test
  void endsNoProcessThatIsNoServerOfTheInstance() throws IOException {
    Path abandoned = instance("abandoned");
    InstanceOwner self = InstanceOwner.self();
    Files.writeString(
        abandoned.resolve("owner"),
        new InstanceOwner(self.pid(), "0", self.boot(), self.namespace()).text());
    Path data = abandoned.resolve("data");
    // The number in the server's file, and the directory on a command line, are not enough.
    Process stranger = new ProcessBuilder("sh", "-c", "read line", data.toString()).start();
    try {
      Files.writeString(data.resolve("postmaster.pid"), stranger.pid() + "\n" + data + "\n");
      assertEquals(Optional.empty(), Processes.ofServer(data));
      assertEquals(1, reap());
      assertTrue(stranger.isAlive());
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void deletingATreeTwiceIsNoError() throws IOException {
    Path tree = instance("tree");
    RecursiveDelete.delete(tree);
    RecursiveDelete.delete(tree);
    assertFalse(Files.exists(tree));
  }
}
