import Glibc

/// What the system says of this process and machine.
enum SystemFacts {
    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    static func workingFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The process's last arguments, byte for byte.
    static func lastArguments(_ count: Int) -> [[UInt8]] {
        let all = UnsafeBufferPointer(
            start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
        return all.suffix(count).compactMap { argument in
            argument.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    /// The user's home folder, from the environment or else from the system.
    static func homeFolder() -> String? {
        if let home = environment("HOME"), !home.isEmpty { return home }
        return getpwuid(getuid())?.pointee.pw_dir.map { String(cString: $0) }
    }

    /// The file itself, by its full path, where `path` or a part of it is a link; `nil` for none.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether `descriptor` is a pipe.
    static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// The columns of the terminal at `descriptor`; `nil` where there is none.
    static func terminalWidth(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }
}
