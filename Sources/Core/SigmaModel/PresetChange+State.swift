extension PresetChange.Parameter: PersistableValue {
    public static var blank: PresetChange.Parameter { PresetChange.Parameter(name: "", text: "") }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&name)
        try archive.field(&text)
    }
}
