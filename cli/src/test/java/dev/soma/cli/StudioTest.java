package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `soma studio` refuses before there is a page; the page itself is tested in its module.
class StudioTest {
  @Test
  void a_port_that_is_taken_ends_with_8_and_names_a_free_one() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      Cli studio = Cli.run("studio", "--port", "" + taken.getLocalPort());
      assertThat(studio.exit()).isEqualTo(8);
      assertThat(studio.err()).contains("error E802 port " + taken.getLocalPort());
      assertThat(studio.fixes().getFirst()).matches("soma studio --port \\d+");
      assertThat(studio.out()).isEmpty();
    }
  }

  @Test
  void a_table_needs_a_target(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n1,x\n2,y\n");
    Cli missing = Cli.run("studio", file.toString());
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("E204").contains("--target");
    Cli wrong = Cli.run("studio", file.toString(), "--target", "c");
    assertThat(wrong.exit()).isEqualTo(3);
    assertThat(wrong.err()).contains("E310");
  }

  @Test
  void a_port_is_a_number_up_to_65535() {
    assertThat(Cli.run("studio", "--port", "70000").err()).contains("E209");
    assertThat(Cli.run("studio", "--port", "web").err()).contains("E209");
  }
}
