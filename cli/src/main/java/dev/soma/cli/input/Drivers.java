package dev.soma.cli.input;

import dev.soma.error.SomaException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Database drivers from jars that the user names, for as long as this is open.
///
/// The driver manager only hands out drivers that the caller's own class loader knows, so each is
/// registered behind one of ours, which also adds the user and the password.
final class Drivers implements AutoCloseable {
  private final List<Driver> registered;

  private Drivers(List<Driver> registered) {
    this.registered = registered;
  }

  static Drivers load(List<String> jars, String user, @Nullable String password) {
    Properties login = new Properties();
    if (!user.isEmpty()) {
      login.setProperty("user", user);
    }
    if (password != null) {
      login.setProperty("password", password);
    }
    List<Driver> registered = new ArrayList<>();
    try {
      for (Driver driver : ServiceLoader.load(Driver.class, loader(jars))) {
        Driver behind = new Behind(driver, login);
        DriverManager.registerDriver(behind);
        registered.add(behind);
      }
    } catch (SQLException e) {
      throw new SomaException.Data(
          "E331", "no driver · it cannot be registered: " + e.getMessage());
    }
    return new Drivers(registered);
  }

  private static ClassLoader loader(List<String> jars) {
    List<URL> urls = new ArrayList<>();
    for (String entry : jars) {
      for (String jar : entry.split(java.io.File.pathSeparator, -1)) {
        Path path = Path.of(jar);
        if (!Files.isReadable(path)) {
          throw new SomaException.Data(
              "E331", "no driver · there is no jar " + jar, "--classpath DRIVER.jar");
        }
        try {
          urls.add(path.toUri().toURL());
        } catch (MalformedURLException e) {
          throw new SomaException.Data("E331", "no driver · " + e.getMessage());
        }
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), Drivers.class.getClassLoader());
  }

  @Override
  public void close() {
    for (Driver driver : registered) {
      try {
        DriverManager.deregisterDriver(driver);
      } catch (SQLException | SecurityException _) {
        // it ends with the process
      }
    }
  }

  /// A driver of another class loader, with a login.
  private record Behind(Driver driver, Properties login) implements Driver {
    @Override
    public @Nullable Connection connect(String url, Properties given) throws SQLException {
      Properties all = new Properties();
      all.putAll(given);
      all.putAll(login);
      return driver.connect(url, all);
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
      return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties given) throws SQLException {
      return driver.getPropertyInfo(url, given);
    }

    @Override
    public int getMajorVersion() {
      return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
      return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
      return driver.jdbcCompliant();
    }

    @Override
    public @Nullable Logger getParentLogger() {
      return null;
    }
  }
}
