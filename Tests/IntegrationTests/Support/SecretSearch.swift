import Foundation

/// Looks for secrets where none may be.
enum SecretSearch {
    /// The files below a folder that hold one of some secrets.
    static func findings(of secrets: [String], in folder: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return names.flatMap { name -> [String] in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return [] }
            return secrets.filter { data.range(of: Data($0.utf8)) != nil }.map { _ in "\(name) holds a secret" }
        }
    }
}
