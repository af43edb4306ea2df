import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;

/** Prints a line "profile TAB violation" for each breach of OWL 2 DL and of OWL 2 RL in an ontology file. */
public class Profiles {
    public static void main(String[] arguments) throws Exception {
        OWLOntology ontology =
                OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
        for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
            for (Object violation : profile.checkOntology(ontology).getViolations()) {
                System.out.println(profile.getName() + "\t" + violation.toString().replaceAll("\\s+", " "));
            }
        }
    }
}
