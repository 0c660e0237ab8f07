public import BasicContainers
public import SigmaModel

extension StateArchive {
    /// Writes or reads the number of elements, at most the list's capacity, then each element.
    public mutating func elements<Element: PersistableValue>(
        of list: inout RigidArray<Element>, _ name: String
    ) throws(StateError) {
        let count = try count(list.count, upTo: list.capacity, "number of \(name)")
        if isReading { list.removeAll() }
        for index in 0..<count {
            if isReading { list.append(.blank) }
            try field(&list[index])
        }
    }
}
